import { Input } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { t } from './strings.ts'
import classes from './webhooks.module.css'

type Props = { value?: string[]; onChange?: (types: string[]) => void; error?: ReactNode }

/** Checkboxes for the event types of the catalog, each with when it fires. */
export function EventTypePicker({ value = [], onChange, error }: Props) {
  const types = useQuery({
    queryKey: ['event_type'],
    queryFn: () => get('/api/v1/webhooks/event-types'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Loaded query={types}>
      {(data) => (
        <Checkbox.Group label={t.form.types} value={value} onChange={onChange}>
          <div className={classes.types}>
            {data.map((eventType) => (
              <Checkbox
                key={eventType.type}
                size="xs"
                value={eventType.type}
                description={eventType.when}
                label={
                  <>
                    <code>{eventType.type}</code>
                    {eventType.stability === 'beta' ? ` ${t.form.beta}` : ''}
                  </>
                }
              />
            ))}
          </div>
          {error ? <Input.Error mt={4}>{error}</Input.Error> : null}
        </Checkbox.Group>
      )}
    </Loaded>
  )
}
