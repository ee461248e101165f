import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import classes from './compliance.module.css'
import { t, VerdictBadge } from './eligibilityWords.tsx'

const w = t.person

interface Query {
  person_id: string
  aircraft_id: string
  operation: 'private' | 'commercial' | 'airline_transport'
}

/** Every rule with its verdict, what it counted and what not. With passengers and under IFR, so that all are shown. */
export function RuleList({ query }: { query: Query }) {
  const eligibility = useQuery({
    queryKey: ['compliance_record', 'eligibility', query],
    queryFn: () =>
      get('/api/v1/compliance/eligibility', {
        query: { ...query, passengers: 'true', night: true, instrument: true },
      }),
  })
  return (
    <Loaded query={eligibility}>
      {({ rules }) => (
        <ul className={classes.rules} aria-label={w.rules}>
          {rules.map((rule) => (
            <li key={`${rule.rule} ${rule.citation}`}>
              <VerdictBadge verdict={rule.verdict} warns={rule.effect === 'warns'} /> <b>{rule.citation}</b>{' '}
              {rule.effect === 'warns' ? <span className="dim">{w.warns}</span> : null}
              <p>{rule.reason}</p>
              <dl>
                <Row label={w.fix} text={rule.cheapestFix} />
                <Row label={w.assumption} text={rule.assumption} />
                <Row label={w.missing} text={rule.missing.map(({ field }) => field).join(', ')} />
                <Flights
                  label={w.counted}
                  flights={rule.counted.map(({ flightId, number, what }) => [flightId, `${number} ${what}`])}
                />
                <Flights
                  label={w.notCounted}
                  flights={rule.notCounted.map(({ flightId, why }) => [flightId, why])}
                />
              </dl>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function Row({ label, text }: { label: string; text: string | null }) {
  return text ? (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  ) : null
}

function Flights({ label, flights }: { label: string; flights: [id: string, text: string][] }) {
  if (flights.length === 0) return null
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <details>
          <summary>{w.flights(flights.length)}</summary>
          <ul>
            {flights.map(([id, text]) => (
              <li key={id}>
                <AppLink to={`/flights/${id}`}>{text}</AppLink>
              </li>
            ))}
          </ul>
        </details>
      </dd>
    </>
  )
}
