/** An answer of the Bot API with ok: false. */
export class ApiError extends Error {
  readonly code: number
  readonly description: string
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined

  constructor(code: number, description: string, parameters?: { retry_after?: number; migrate_to_chat_id?: number }) {
    super(`${code}: ${description}`)
    this.name = 'ApiError'
    this.code = code
    this.description = description
    this.parameters = parameters
  }
}

/** 400 with the real server's prefix. */
export function badRequest(description: string): ApiError {
  return new ApiError(400, `Bad Request: ${description}`)
}

/** 403 with the real server's prefix. */
export function forbidden(description: string): ApiError {
  return new ApiError(403, `Forbidden: ${description}`)
}

/** 429; `seconds` is told in words and as retry_after, both whole and at least 1. */
export function tooManyRequests(seconds: number): ApiError {
  const wait = Math.max(1, Math.ceil(seconds))
  return new ApiError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
}
