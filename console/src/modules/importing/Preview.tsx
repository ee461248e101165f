import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { ImportInFull } from '#api/types.ts'
import { formatHours } from '#ui/hours.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { formatInstant } from '#ui/time.ts'
import { s } from '../../strings.ts'
import classes from './importing.module.css'
import { t } from './strings.ts'

const w = t.page
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A value formatted as elsewhere in the console. Hours are in hundredths, instants in UTC. */
const show = (value: unknown, unit: string | null): string =>
  typeof value === 'number' && unit === 'hours'
    ? formatHours(value)
    : typeof value === 'string' && instant.test(value)
      ? formatInstant(value, 'utc')
      : plain(value)

const plain = (value: unknown) =>
  value === null || value === undefined || value === ''
    ? s.none
    : Array.isArray(value)
      ? value.join(', ')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)

/** The first rows as they would be written, with problems marked in their cell. */
export function Preview({ data }: { data: ImportInFull }) {
  const preview = useQuery({
    queryKey: ['import', data.id, 'preview', data.mapping, data.options],
    queryFn: () => get('/api/integrations/imports/{id}/preview', { path: { id: data.id } }),
  })
  const fields = data.fields.filter(
    ({ name }) => data.mapping[name] !== null && data.mapping[name] !== undefined,
  )
  return (
    <Loaded query={preview}>
      {({ rows }) => (
        <>
          <p className="dim">{w.previewHint}</p>
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={w.preview}>
            <table className={classes.table} aria-label={w.preview}>
              <thead>
                <tr>
                  <th scope="col">{w.row}</th>
                  {fields.map((field) => (
                    <th key={field.name} scope="col">
                      {field.title}
                      {field.unit ? ` (${field.unit === 'hours' ? 'h' : field.unit})` : null}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.row}>
                    <td>{row.row}</td>
                    {fields.map((field) => {
                      const problem = row.problems.find((each) => each.field === field.name)
                      return (
                        <td key={field.name} data-bad={problem ? true : undefined} title={problem?.message}>
                          {problem ? '⚠ ' : ''}
                          {show(row.values[field.name], field.unit)}
                        </td>
                      )
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Loaded>
  )
}
