import { Input } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import type { Scope } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { sentence } from '../../strings.ts'
import classes from './access.module.css'
import { t } from './strings.ts'

export const scopesQuery = {
  queryKey: ['scope'],
  queryFn: () => get('/api/user/api-keys/scopes'),
  staleTime: Number.POSITIVE_INFINITY,
}

type Props = { value?: string[]; onChange?: (scopes: string[]) => void; error?: ReactNode }

/** The scopes a key can have, by module, each with a sentence on what it allows. */
export function ScopePicker({ value = [], onChange, error }: Props) {
  const scopes = useQuery(scopesQuery)
  return (
    <Loaded query={scopes}>
      {(data) => {
        const modules = Map.groupBy(data.scopes, (scope) => scope.module)
        return (
          <Checkbox.Group label={t.create.scopes} value={value} onChange={onChange}>
            <div className={classes.picker}>
              {[...modules].map(([module, members]) => (
                <fieldset key={module} className={classes.module}>
                  <legend>{sentence(module)}</legend>
                  <div className={classes.scopes}>
                    {members.map((member) => (
                      <div key={member.scope}>
                        <Checkbox
                          size="xs"
                          value={member.scope}
                          label={<code>{member.scope}</code>}
                          description={member.description}
                        />
                        <Operations scope={member} />
                      </div>
                    ))}
                  </div>
                </fieldset>
              ))}
            </div>
            {error ? <Input.Error mt={4}>{error}</Input.Error> : null}
          </Checkbox.Group>
        )
      }}
    </Loaded>
  )
}

/** Every operation that a scope allows, for those who want to know exactly. */
function Operations({ scope }: { scope: Scope }) {
  return (
    <details className={classes.operations}>
      <summary aria-label={`${t.create.operations(scope.operations.length)}: ${scope.scope}`}>
        {t.create.operations(scope.operations.length)}
      </summary>
      <ul>
        {scope.operations.map(({ method, path, summary }) => (
          <li key={`${method} ${path}`}>
            {summary}{' '}
            <code>
              {method} {path}
            </code>
          </li>
        ))}
      </ul>
    </details>
  )
}
