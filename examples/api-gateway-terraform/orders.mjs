/** The function behind the API: says who API Gateway let through. */
export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'access-control-allow-origin': '*' },
  body: JSON.stringify({ principal: event.requestContext.authorizer ?? null }),
});
