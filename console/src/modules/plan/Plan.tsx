import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Progress } from '#ui/Progress.ts'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { formatNumber } from '#ui/region.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'
import { sentence } from '../../strings.ts'
import classes from './plan.module.css'
import { t } from './strings.ts'

const read = async () => {
  const [organization, tier, { features }, usage] = await Promise.all([
    get('/api/organization'),
    get('/api/tier'),
    get('/api/features'),
    get('/api/features/usage'),
  ])
  return { organization, tier, features, usage }
}
type Usage = Awaited<ReturnType<typeof read>>['usage'][number]

export default function Plan() {
  const plan = useQuery({ queryKey: ['workspace', 'plan'], queryFn: read })
  return (
    <>
      <PageHeader title={t.title} hint={t.hint} />
      <Loaded query={plan}>
        {({ organization, tier, features, usage }) => (
          <div className={classes.stack}>
            <Facts
              items={[
                [t.plan, sentence(organization.plan)],
                [t.billing, sentence(tier.billing_period)],
                [t.renews, <DateOf key="renews" on={tier.renewal_date} />],
                [t.since, <Instant key="since" at={organization.created_at} />],
              ]}
            />
            <Section title={t.usage}>
              <ul className={classes.usage}>
                {usage.map((limit) => (
                  <UsageBar key={limit.name} usage={limit} />
                ))}
              </ul>
            </Section>
            <Section title={t.features}>
              <ul className={classes.features}>
                {features.map((name) => (
                  <li key={name}>{sentence(name)}</li>
                ))}
              </ul>
            </Section>
          </div>
        )}
      </Loaded>
    </>
  )
}

/** Amber if a limit is nearly reached, red if it is reached. */
function UsageBar({ usage: { title, used, limit } }: { usage: Usage }) {
  const share = limit === 0 ? 100 : (used / limit) * 100
  const tone: Tone = share >= 100 ? 'red' : share >= 80 ? 'amber' : 'neutral'
  const text = t.of(formatNumber(used), formatNumber(limit))
  return (
    <li>
      <div className={classes.line}>
        <span>{title}</span>
        <span data-numeric>
          {tone === 'neutral' ? null : (
            <StatusBadge tone={tone}>{tone === 'red' ? t.full : t.nearly}</StatusBadge>
          )}{' '}
          {text}
        </span>
      </div>
      <Progress.Root size={6}>
        <Progress.Section
          value={Math.min(100, share)}
          color={tone === 'neutral' ? 'blue' : tone === 'red' ? 'red' : 'yellow'}
          aria-label={`${title}: ${text}`}
        />
      </Progress.Root>
    </li>
  )
}
