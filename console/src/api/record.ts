import type { KindName } from './contract.ts'
import type { components } from './schema.d.ts'

type Schemas = components['schemas']
type Pascal<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<Name>

/** A record of a kind, as the API returns it: RecordOf<'flight'>. */
export type RecordOf<Name extends KindName> =
  Pascal<Name> extends keyof Schemas ? Schemas[Pascal<Name>] : never
