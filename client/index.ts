export type { CallOptions } from './call.ts'
export { Apron, type ApronOptions, type SendOptions } from './client.ts'
export { ApronError, type ErrorDetail } from './error.ts'
export type { components, operations, paths } from './schema.ts'
export {
  type PackOptions,
  type PackPart,
  type PackStatus,
  type PackVerdict,
  verifyPack,
} from './verify-pack.ts'
export { type VerifyOptions, verifyWebhook, type WebhookEvent, type WebhookVerdict } from './webhook.ts'
