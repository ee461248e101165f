import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { ImportInFull } from '#api/types.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { s } from '../../strings.ts'
import classes from './importing.module.css'
import { t } from './strings.ts'

const w = t.page
const show = (value: unknown) =>
  value === null || value === undefined || value === ''
    ? s.none
    : Array.isArray(value)
      ? value.join(', ')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)

/** The first rows as they would be written, with what is wrong marked in its cell. */
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
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.row}>
                    <td>{row.row}</td>
                    {fields.map((field) => {
                      const problem = row.problems.find((one) => one.field === field.name)
                      return (
                        <td key={field.name} data-bad={problem ? true : undefined} title={problem?.message}>
                          {problem ? '⚠ ' : ''}
                          {show(row.values[field.name])}
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
