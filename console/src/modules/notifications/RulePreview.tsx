import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { type RuleValues, timingBody } from './ruleForm.ts'
import { t } from './strings.ts'

const w = t.ruleForm

/** How often the rule would have fired, shown while you edit it. */
export function RulePreview({ values }: { values: RuleValues }) {
  const [body] = useDebouncedValue(JSON.stringify(timingBody(values)), 400)
  const isAsked = values.event !== ''
  const preview = useQuery({
    queryKey: ['rule_preview', body],
    queryFn: () => post('/api/notifications/rules/preview', { body: JSON.parse(body) }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (!isAsked) return <Notice tone="info">{w.chooseEvent}</Notice>
  if (preview.isError) return <Notice tone="amber">{preview.error.message}</Notice>
  if (!preview.data) return <Notice tone="info">{w.previewing}</Notice>
  const { fired, messages, matched, samples, is_cut } = preview.data
  return (
    <div role="status">
      <Notice tone="info" title={w.wouldHave(fired)}>
        {matched > 0 ? <p>{w.messages(messages, matched)}</p> : null}
        {is_cut ? <p>{w.cut}</p> : null}
        {samples.length > 0 ? (
          <ul>
            {samples.slice(0, 5).map((sample) => (
              <li key={sample.event_id}>
                {sample.subject} · <Instant at={sample.occurred_at} />
              </li>
            ))}
          </ul>
        ) : null}
      </Notice>
    </div>
  )
}
