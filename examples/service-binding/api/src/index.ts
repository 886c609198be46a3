export default {
  async fetch(request, env) {
    const { method, url, headers } = request;
    const decision = await env.AUTH.authorize({ method, url, headers });
    // The effect, never the decision itself: a denial is an object too, and truthy.
    if (decision.effect !== 'allow') return new Response(decision.answer.body, decision.answer);

    // What was decided; the URL read once more might say something else.
    const { route, params, principal } = decision;
    switch (route) {
      case 'GET /health':
        return Response.json({ ok: true });
      case 'GET /orders/:id':
        return Response.json({ id: params.id, readBy: principal?.subject });
      case 'POST /orders':
        return Response.json({ order: await request.json(), writtenBy: principal?.subject }, { status: 201 });
      default:
        return new Response(null, { status: 404 });
    }
  },
} satisfies ExportedHandler<Env>;
