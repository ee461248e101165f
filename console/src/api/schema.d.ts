// The types of the API are generated once, for every caller: `npm run gen` writes them beside the client.
export type { components, paths } from '../../../client/schema.ts'
