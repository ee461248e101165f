import { useQuery } from '@tanstack/react-query'
import { get, patch } from '#api/client.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.messages
const ways = ['inApp', 'mail'] as const

/** How you hear of your own bookings. */
export function BookingMessages() {
  const setting = useQuery({
    queryKey: ['booking_message_setting'],
    queryFn: () => get('/api/v1/planning/message-setting'),
  })
  const save = useAction({
    run: (body: { inApp?: boolean; mail?: boolean }) => patch('/api/v1/planning/message-setting', { body }),
    done: w.saved,
    changes: ['booking_message_setting'],
  })
  return (
    <Section title={w.title}>
      <p className="dim">{w.hint}</p>
      <Loaded query={setting}>
        {(data) =>
          ways.map((way) => (
            <Checkbox
              key={way}
              mt="xs"
              label={w[way]}
              checked={data[way]}
              disabled={save.isPending}
              onChange={(event) => save.mutate({ [way]: event.currentTarget.checked })}
            />
          ))
        }
      </Loaded>
    </Section>
  )
}
