import type { ColumnShape, TableShape } from '../database/table-shape.ts'

const types: Readonly<Record<string, object>> = {
  boolean: { type: 'boolean' },
  smallint: { type: 'integer' },
  integer: { type: 'integer' },
  bigint: { type: 'integer' },
  numeric: { type: 'number' },
  real: { type: 'number' },
  'double precision': { type: 'number' },
  date: { type: 'string', format: 'date' },
  'timestamp with time zone': { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
  bytea: { type: 'string', pattern: '^\\\\x[0-9a-f]*$', description: 'Bytes in hexadecimal.' },
  json: {},
  jsonb: {},
}

/** The JSON Schema of the lines of a table. */
export function recordSchema({ name, columns, key }: TableShape): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    description: `A row of ${name}, by ${key.join(', ')}.`,
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
    required: columns.map((column) => column.name),
    additionalProperties: false,
  }
}

function columnSchema({ type, isNullable }: ColumnShape): object {
  const schema = type.endsWith('[]')
    ? { type: 'array', items: valueSchema(type.slice(0, -2)) }
    : valueSchema(type)
  return isNullable && 'type' in schema ? { ...schema, type: [schema.type, 'null'] } : schema
}

// Ranges, networks and the like are written as PostgreSQL writes them.
function valueSchema(type: string): object {
  return types[type.replace(/\(.*\)/, '')] ?? { type: 'string', description: `PostgreSQL: ${type}.` }
}
