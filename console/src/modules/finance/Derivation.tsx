import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { formatMeter } from '#ui/hours.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { m } from './strings.ts'

const w = m.invoice

/** From each line to its flight, its meter and its price. */
export function Derivation({ invoice }: { invoice: RecordOf<'invoice'> }) {
  const derivation = useQuery({
    queryKey: ['invoice', invoice.id, 'derivation'],
    queryFn: () => get('/api/v1/finance/invoices/{id}/derivation', { path: { id: invoice.id } }),
  })
  return (
    <Section title={w.derivation}>
      <Loaded query={derivation}>
        {({ lines }) => (
          <PlainTable
            label={w.derivation}
            rows={lines}
            rowKey={(line) => line.lineId}
            headings={w.derivationHeadings}
            empty={w.noLines}
            row={(line) => (
              <>
                <td>{line.description}</td>
                <td>
                  {line.flight ? (
                    <AppLink to={`/flights/${line.flight.id}`}>
                      {w.from(line.flight.aircraftRegistration)}
                    </AppLink>
                  ) : (
                    w.none
                  )}
                </td>
                <td>{meterOf(line.meter)}</td>
                <td>{line.rate ? w.rate(line.rate.cardName, line.rate.validFrom) : ''}</td>
                <td>{line.formula}</td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}

type Meter = RecordOf<'charge'>['derivation']
function meterOf({ meter, outHundredths, inHundredths, shareBasisPoints }: Meter): string {
  const read =
    meter && outHundredths != null && inHundredths != null
      ? w.meter(meter, formatMeter(meter, outHundredths), formatMeter(meter, inHundredths))
      : (meter ?? '')
  const isShared = shareBasisPoints != null && shareBasisPoints < 10_000
  return [read, isShared ? w.share(shareBasisPoints) : ''].filter(Boolean).join(', ')
}
