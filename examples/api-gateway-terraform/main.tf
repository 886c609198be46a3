# A REST API whose Lambda authorizer enforces sallyport.jsonc.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws     = { source = "hashicorp/aws", version = ">= 6.0" }
    archive = { source = "hashicorp/archive", version = ">= 2.4" }
  }
}

data "aws_partition" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "functions" {
  name_prefix        = "sallyport-example-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.functions.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# The gate.

resource "aws_lambda_function" "authorizer" {
  function_name    = "sallyport-example-authorizer"
  role             = aws_iam_role.functions.arn
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 5 # below API Gateway's own limit, so that a slow issuer is a fault and not a time-out of everything
  filename         = "${path.module}/authorizer.zip"
  source_code_hash = filebase64sha256("${path.module}/authorizer.zip")
  handler          = "index.handler"
}

resource "aws_api_gateway_authorizer" "sallyport" {
  name            = "sallyport"
  rest_api_id     = aws_api_gateway_rest_api.api.id
  type            = "TOKEN"
  authorizer_uri  = aws_lambda_function.authorizer.invoke_arn
  identity_source = "method.request.header.Authorization"
  # What cannot be a bearer token is 401 without an invocation. Any case and any number of spaces, as in RFC 9110.
  identity_validation_expression = "^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/-]+=*$"
  # apiGateway.resultTtlSeconds of the policy.
  authorizer_result_ttl_in_seconds = 300
}

# The provider does not add it: without it every request is a 500.
resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.authorizer.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/authorizers/${aws_api_gateway_authorizer.sallyport.id}"
}

# The API and its answers.

resource "aws_api_gateway_rest_api" "api" {
  name = "sallyport-example"
}

locals {
  cors = { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" }
  challenge = {
    "gatewayresponse.header.WWW-Authenticate"              = "'Bearer realm=\"api\"'"
    "gatewayresponse.header.Access-Control-Allow-Origin"   = "'*'"
    "gatewayresponse.header.Access-Control-Expose-Headers" = "'WWW-Authenticate'"
  }
}

resource "aws_api_gateway_gateway_response" "unauthorized" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  response_type       = "UNAUTHORIZED"
  status_code         = "401"
  response_parameters = local.challenge
}

resource "aws_api_gateway_gateway_response" "denied" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  response_type       = "ACCESS_DENIED"
  status_code         = "403"
  response_parameters = local.challenge
}

# A fault of the authorizer; without this header a browser reports it as a CORS error.
resource "aws_api_gateway_gateway_response" "fault" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  response_type       = "DEFAULT_5XX"
  response_parameters = local.cors
}

# Routes, as in the policy.

resource "aws_api_gateway_resource" "health" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "health"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{id}"
}

resource "aws_api_gateway_resource" "admin" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "admin"
}

resource "aws_api_gateway_resource" "admin_any" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_resource.admin.id
  path_part   = "{proxy+}"
}

locals {
  public = {
    health = { method = "GET", resource_id = aws_api_gateway_resource.health.id }
  }
  guarded = {
    order     = { method = "GET", resource_id = aws_api_gateway_resource.order.id }
    new_order = { method = "POST", resource_id = aws_api_gateway_resource.orders.id }
    admin     = { method = "ANY", resource_id = aws_api_gateway_resource.admin_any.id }
  }
  preflight = {
    health = aws_api_gateway_resource.health.id
    order  = aws_api_gateway_resource.order.id
    orders = aws_api_gateway_resource.orders.id
    admin  = aws_api_gateway_resource.admin_any.id
  }
}

resource "aws_api_gateway_method" "public" {
  for_each      = local.public
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = each.value.resource_id
  http_method   = each.value.method
  authorization = "NONE"
}

resource "aws_api_gateway_method" "guarded" {
  for_each      = local.guarded
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = each.value.resource_id
  http_method   = each.value.method
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.sallyport.id
}

resource "aws_api_gateway_integration" "public" {
  for_each                = aws_api_gateway_method.public
  rest_api_id             = each.value.rest_api_id
  resource_id             = each.value.resource_id
  http_method             = each.value.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_api_gateway_integration" "guarded" {
  for_each                = aws_api_gateway_method.guarded
  rest_api_id             = each.value.rest_api_id
  resource_id             = each.value.resource_id
  http_method             = each.value.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

# A preflight carries no token; API Gateway answers it, nothing stands behind it.

resource "aws_api_gateway_method" "preflight" {
  for_each      = local.preflight
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = each.value
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "preflight" {
  for_each          = aws_api_gateway_method.preflight
  rest_api_id       = each.value.rest_api_id
  resource_id       = each.value.resource_id
  http_method       = each.value.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\"statusCode\":204}" }
}

resource "aws_api_gateway_method_response" "preflight" {
  for_each    = aws_api_gateway_method.preflight
  rest_api_id = each.value.rest_api_id
  resource_id = each.value.resource_id
  http_method = each.value.http_method
  status_code = "204"
  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = true
    "method.response.header.Access-Control-Allow-Headers" = true
    "method.response.header.Access-Control-Allow-Methods" = true
  }
}

resource "aws_api_gateway_integration_response" "preflight" {
  for_each    = aws_api_gateway_method_response.preflight
  rest_api_id = each.value.rest_api_id
  resource_id = each.value.resource_id
  http_method = each.value.http_method
  status_code = each.value.status_code
  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = "'*'"
    "method.response.header.Access-Control-Allow-Headers" = "'Authorization,Content-Type'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,PUT,PATCH,DELETE,OPTIONS'"
  }
  depends_on = [aws_api_gateway_integration.preflight]
}

# What answers behind the gate.

data "archive_file" "orders" {
  type        = "zip"
  source_file = "${path.module}/orders.mjs"
  output_path = "${path.module}/.terraform/orders.zip"
}

resource "aws_lambda_function" "orders" {
  function_name    = "sallyport-example-orders"
  role             = aws_iam_role.functions.arn
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  filename         = data.archive_file.orders.output_path
  source_code_hash = data.archive_file.orders.output_base64sha256
  handler          = "orders.handler"
}

resource "aws_lambda_permission" "orders" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/prod/*"
}

# Deployed anew whenever this file changes: a changed authorizer acts only then.

resource "aws_api_gateway_deployment" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  triggers    = { this_file = filesha1("${path.module}/main.tf") }
  depends_on = [
    aws_api_gateway_authorizer.sallyport,
    aws_api_gateway_integration.public,
    aws_api_gateway_integration.guarded,
    aws_api_gateway_integration_response.preflight,
    aws_api_gateway_gateway_response.unauthorized,
    aws_api_gateway_gateway_response.denied,
    aws_api_gateway_gateway_response.fault,
  ]
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name_prefix       = "sallyport-example-access-"
  retention_in_days = 30
}

resource "aws_api_gateway_stage" "prod" {
  stage_name    = "prod"
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.api.id
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId           = "$context.requestId"
      ip                  = "$context.identity.sourceIp"
      method              = "$context.httpMethod"
      path                = "$context.path"
      status              = "$context.status"
      responseType        = "$context.error.responseType"
      principal           = "$context.authorizer.principalId"
      issuer              = "$context.authorizer.sallyport_issuer"
      policy              = "$context.authorizer.sallyport_policy"
      authorizerRequestId = "$context.authorizer.requestId"
      authorizerStatus    = "$context.authorizer.status"
      authorizerLatency   = "$context.authorizer.latency"
      authorizerError     = "$context.authorizer.error"
    })
  }
}

output "url" {
  value = aws_api_gateway_stage.prod.invoke_url
}
