import { sql } from '#platform/database/database.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  optional,
  required,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { code, type Parse, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { operationsRoles } from '#server/roles.ts'

const timeZone: Parse<string> = (cell) => {
  try {
    Temporal.Now.zonedDateTimeISO(cell)
    return { value: cell }
  } catch {
    return { problem: `“${cell}” is no time zone: write an IANA name such as America/Denver` }
  }
}

// The columns of github.com/mborsetti/airportsdata, which the guides name as the source for other countries.
const fields = {
  icao: optional({
    title: 'ICAO code',
    help: 'Four letters. What is no ICAO code is kept as the local code.',
    headers: ['icao code', 'gps code'],
    parse: code({ pattern: /^[A-Z0-9_-]{2,8}$/, expected: 'an airport code such as KFNL' }),
  }),
  gpsCode: optional({
    title: 'GPS code',
    help: 'Taken where the row has no ICAO code.',
    headers: [],
    parse: code({ pattern: /^[A-Z0-9_-]{2,8}$/, expected: 'an airport code such as KFNL' }),
  }),
  ident: optional({
    title: 'Identifier',
    help: 'Taken where the row has no other code.',
    headers: ['id code', 'identifier'],
    parse: code({ pattern: /^[A-Z0-9_-]{2,8}$/, expected: 'an airport code such as KFNL' }),
  }),
  iata: optional({
    title: 'IATA code',
    help: 'Three letters.',
    headers: ['iata code'],
    parse: code({ pattern: /^[A-Z0-9]{3}$/, expected: 'an IATA code of three letters' }),
  }),
  localCode: optional({
    title: 'Local code',
    help: 'What the country itself calls it, such as the FAA location identifier.',
    headers: ['lid', 'local code', 'faa', 'faa id', 'faa lid'],
    parse: code({ pattern: /^[A-Z0-9-]{2,8}$/, expected: 'a code of letters and digits' }),
  }),
  name: required({
    title: 'Name',
    help: '',
    headers: ['airport', 'airport name'],
    parse: text({ max: 200 }),
  }),
  city: optional({ title: 'City', help: '', headers: ['municipality', 'town'], parse: text({ max: 200 }) }),
  subdivision: optional({
    title: 'State or region',
    help: '',
    headers: ['subd', 'state', 'region', 'province'],
    parse: text({ max: 200 }),
  }),
  country: required({
    title: 'Country',
    help: 'Two letters (ISO 3166), such as US.',
    headers: ['iso country', 'country code'],
    parse: code({ pattern: /^[A-Z]{2}$/, expected: 'a country of two letters such as US' }),
  }),
  elevation: optional({
    title: 'Elevation',
    help: '',
    unit: 'feet',
    headers: ['elevation ft', 'elev', 'altitude'],
    shows: 'decimal_separator',
    parse: number({ min: -2000, max: 30_000 }),
  }),
  latitude: required({
    title: 'Latitude',
    help: 'Degrees with decimals, north positive.',
    unit: 'degrees',
    headers: ['lat', 'latitude deg'],
    shows: 'decimal_separator',
    parse: number({ min: -90, max: 90 }),
  }),
  longitude: required({
    title: 'Longitude',
    help: 'Degrees with decimals, east positive.',
    unit: 'degrees',
    headers: ['lon', 'lng', 'long', 'longitude deg'],
    shows: 'decimal_separator',
    parse: number({ min: -180, max: 180 }),
  }),
  type: optional({
    title: 'Type',
    help: 'A closed airport is found by its codes only where no other airport has them.',
    headers: ['airport type'],
    parse: text({ max: 60 }),
  }),
  timeZone: optional({
    title: 'Time zone',
    help: 'An IANA name such as America/Denver.',
    headers: ['tz', 'timezone', 'time zone name'],
    parse: timeZone,
  }),
}

type Read = ImportRow<typeof fields, unknown>['values']
type RowRecord = Read & { id: string }
type Row = ImportRow<typeof fields, RowRecord>

export const airportImport = defineImport({
  name: 'airports',
  title: 'Airports',
  roles: operationsRoles,
  audits: 'airport.imported',
  fields,
  presets: [
    {
      name: 'OurAirports',
      headings: ['ident', 'latitude_deg', 'longitude_deg', 'iso_country', 'gps_code'],
      columns: { icao: ['icao_code'], gpsCode: ['gps_code'], ident: ['ident'], name: ['name'] },
    },
  ],
  options: {},
  async open(_tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const firstRow = new Map<string, number>()
    return {
      async check(tx, rows) {
        for (const row of rows) sortCodes(row)
        const codes = rows.flatMap((row) => codeOf(row) ?? [])
        const closed = rows.flatMap((row) => (codeOf(row) === null ? [] : [isClosed(row)]))
        // Lateral, so that each code is looked up in an index while the table grows under the import.
        const airports = await tx.rows(sql<'knownAirportCodes', { code: string; isClosed: boolean }>`
          select r.code, r."isClosed"
            from unnest(${codes}::text[], ${closed}::boolean[]) as r(code, "isClosed") cross join lateral (
            (select from airports a where a.icao = r.code and a.is_closed = r."isClosed" limit 1) union all
            (select from airports a
              where a.icao is null and a.local_code = r.code and a.is_closed = r."isClosed" limit 1) union all
            (select from airports a where a.icao is null and a.local_code is null and a.iata = r.code
                and a.is_closed = r."isClosed" limit 1)
          ) a`)
        const known = new Set(airports.map(keyOf))
        for (const row of rows) checkRow(row, known, firstRow)
      },
      async write(tx, records) {
        await tx.run(sql`
          insert into airports (workspace_id, id, icao, iata, local_code, name, city, subdivision, country,
              elevation_ft, latitude, longitude, timezone, is_closed, source)
          select ${scope.workspaceId}::uuid, r.id, r.icao, r.iata, r."localCode", r.name, r.city,
                 r.subdivision, r.country, round(r.elevation), r.latitude, r.longitude, r."timeZone",
                 coalesce(lower(r.type) = 'closed', false), 'import'
            from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id text, icao text, iata text,
                "localCode" text, name text, city text, subdivision text, country text,
                elevation double precision, latitude double precision, longitude double precision,
                "timeZone" text, type text)`)
      },
    }
  },
})

// Lists of airports fill the ICAO column for fields that have none: with the local code, with K before
// it, or with an underscore and the IATA code. Location indicators are four letters (ICAO Doc 7910).
function sortCodes({ values }: Row) {
  const hasOther = values.localCode !== null || values.iata !== null
  values.icao ??= values.gpsCode ?? (hasOther && !/^[A-Z]{4}$/.test(values.ident ?? '') ? null : values.ident)
  const { icao, localCode } = values
  // The ICAO code of a closed airport may be that of another by now.
  const isIcao = icao !== null && /^[A-Z]{4}$/.test(icao) && icao !== localCode && !isClosed({ values })
  if (icao === null || isIcao) return
  values.icao = null
  if (!icao.startsWith('_')) values.localCode = localCode ?? icao
}

const isClosed = ({ values }: Pick<Row, 'values'>) => values.type?.toLowerCase() === 'closed'

// Of a closed and an open airport with the same code, both come in.
const keyOf = (airport: { code: string; isClosed: boolean }) =>
  airport.isClosed ? `closed ${airport.code}` : airport.code

function codeOf({ values }: Row) {
  return values.icao ?? values.localCode ?? values.iata
}

function checkRow(row: Row, known: Set<string>, firstRow: Map<string, number>) {
  const airport = codeOf(row)
  if (airport === null) {
    if (row.problems.length === 0)
      row.problems.push({
        field: 'icao',
        message: 'There is no code: give the ICAO, the IATA or the local one',
      })
    return
  }
  const key = keyOf({ code: airport, isClosed: isClosed(row) })
  const first = earlierRow(firstRow, key, row.row)
  const field = row.values.icao !== null ? 'icao' : row.values.localCode !== null ? 'localCode' : 'iata'
  if (known.has(key))
    row.problems.push({ field, message: `${airport} was imported or added before: leave the row out` })
  else if (first !== undefined)
    row.problems.push({
      field,
      message: `${airport} stands in row ${first} already: each airport may be there once`,
    })
  else firstRow.set(key, row.row)
  row.record = { id: newId('apt'), ...row.values }
}
