import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useSession } from '#api/session.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { formatRate } from '#ui/money.ts'
import { Section } from '#ui/RecordPage.tsx'
import { dayIn } from '#ui/time.ts'
import { matchOf } from './RateVersionSection.tsx'
import { m } from './strings.ts'
import { t } from './truthStrings.ts'

type Version = RecordOf<'rate_version'>
type Rate = RecordOf<'finance_rate'>
const w = t.grid
const dayMs = 86_400_000
const daysOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs)
const dayAt = (days: number) => new Date(days * dayMs).toISOString().slice(0, 10)

/** What everything costs on a day, which a slider moves over all published versions. */
export function RateGrid({ versions }: { versions: Version[] }) {
  const { workspace } = useSession()
  const today = daysOf(dayIn(new Date(), workspace.timezone))
  const [days, setDays] = useState(today)
  const published = versions.filter(({ status }) => status === 'published')
  const [first, last] = [published.at(-1), published[0]]
  const day = dayAt(days)
  const version = published.find(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo),
  )
  if (!first || !last) return null
  const ends = {
    min: Math.min(daysOf(first.validFrom), today) - 7,
    max: Math.max(daysOf(last.validFrom), today) + 90,
  }
  return (
    <Section title={w.title(day)}>
      <input
        type="range"
        aria-label={w.day}
        aria-valuetext={day}
        {...ends}
        value={days}
        style={{ width: '100%' }}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      />
      {version ? <Prices version={version} /> : <p className="dim">{w.nothing}</p>}
    </Section>
  )
}

function Prices({ version }: { version: Version }) {
  const rates = useQuery({
    queryKey: ['finance_rate', version.id],
    queryFn: () =>
      get('/api/v1/finance/rates/versions/{id}/rates', {
        path: { id: version.id },
        query: { page_size: 100 },
      }),
  })
  return <Loaded query={rates}>{({ items }) => <Grid rates={items} />}</Loaded>
}

function Grid({ rates }: { rates: Rate[] }) {
  const kinds = [...new Set(rates.map(({ chargeKind }) => chargeKind))]
  const matches = [...new Set(rates.map(matchOf))].sort()
  return (
    <div style={{ overflowX: 'auto' }} role="group" aria-label={m.rates.prices} tabIndex={0}>
      <table aria-label={m.rates.prices} style={{ borderCollapse: 'collapse', width: '100%' }}>
        <thead>
          <tr>
            <th scope="col" style={head}>
              {w.match}
            </th>
            {kinds.map((kind) => (
              <th key={kind} scope="col" style={head}>
                {labelOf('finance_rate.chargeKind', kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matches.map((match) => (
            <tr key={match}>
              <th scope="row" style={head}>
                {match}
              </th>
              {kinds.map((kind) => (
                <td key={kind} style={cell}>
                  {rates
                    .filter((rate) => rate.chargeKind === kind && matchOf(rate) === match)
                    .map(priceOf)
                    .join(', ')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const head = { textAlign: 'left', fontWeight: 500, padding: '6px 12px 6px 0' } as const
const cell = { padding: '6px 12px 6px 0', whiteSpace: 'nowrap' } as const

const priceOf = (rate: Rate) =>
  `${formatRate(rate.unitRateMinor, rate.perQuantity, rate.currency)} / ${labelOf('finance_rate.basis', rate.basis)}`
