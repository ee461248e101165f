// The API's types are generated once, for whoever calls it: `npm run gen` writes them beside the client.
export type { components, paths } from '../../../client/schema.ts'
