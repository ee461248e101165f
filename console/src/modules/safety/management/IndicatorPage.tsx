import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { useToday } from '#shell/useToday.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { digits, LevelBadge, unitOf } from './Indicators.tsx'
import classes from './management.module.css'
import { SpiChart } from './SpiChart.tsx'
import { t } from './strings.ts'

const w = t.indicators

export default function IndicatorPage() {
  const today = useToday()
  const can = useCan()
  const id = useParam('id')
  const [isEntering, setEntering] = useState(false)
  const spi = useQuery({
    queryKey: ['spi', id],
    queryFn: () => get('/api/v1/safety/spis/{id}', { path: { id } }),
  })
  const series = useQuery({
    queryKey: ['spi', id, 'series'],
    queryFn: () => get('/api/v1/safety/spis/{id}/series', { path: { id } }),
  })
  return (
    <Loaded query={spi}>
      {(data) => {
        const takesEntries = data.numerator === 'manual' || data.denominatorSource === 'manual'
        return (
          <RecordPage
            title={data.name}
            id={data.id}
            badge={<LevelBadge level={data.level} />}
            back={{ to: '/safety/indicators', label: w.back }}
            actions={
              takesEntries && can('addSpiEntry') ? (
                <Button onClick={() => setEntering(true)}>{w.enter}</Button>
              ) : null
            }
          >
            {data.level === 'insufficient' ? <Notice tone="info" title={w.tooLittle} /> : null}
            <Facts
              items={[
                [w.rate, `${digits(data.rate)} ${unitOf(data)}`],
                [w.interval, `${digits(data.lower)} – ${digits(data.upper)}`],
                [w.counted, w.point(data.events ?? 0, digits(data.exposure), data.denominator)],
                [w.window, labelOf('spi.period', data.period)],
                [w.numerator, labelOf('spi.numerator', data.numerator)],
                [w.direction, labelOf('spi.direction', data.direction)],
                [w.watch, digits(data.watch)],
                [w.warning, digits(data.warning)],
                [w.critical, digits(data.critical)],
              ]}
            />
            <Section
              title={w.overTime}
              actions={
                data.numerator === 'reports' && can('listReports') ? (
                  <AppLink
                    to="/safety/reports"
                    search={data.reportCategory ? { category: data.reportCategory } : {}}
                  >
                    {w.records}
                  </AppLink>
                ) : null
              }
            >
              <Loaded query={series}>
                {({ unit, points }) => (
                  <>
                    <div className={classes.scroll} role="region" aria-label={w.overTime} tabIndex={0}>
                      <SpiChart spi={data} points={points} unit={unit} />
                    </div>
                    <details>
                      <summary>{w.asTable}</summary>
                      <div className={classes.scroll}>
                        <table className={classes.plain} aria-label={w.overTime}>
                          <thead>
                            <tr>
                              <th>{w.from}</th>
                              <th>{w.to}</th>
                              <th>{w.counted}</th>
                              <th>{w.rate}</th>
                              <th>{w.interval}</th>
                              <th>{w.level}</th>
                            </tr>
                          </thead>
                          <tbody>
                            {points.map((point) => (
                              <tr key={point.to}>
                                <td>
                                  <DateOf on={point.from.slice(0, 10)} />
                                </td>
                                <td>
                                  <DateOf on={point.to.slice(0, 10)} />
                                </td>
                                <td>{w.point(point.events, digits(point.exposure), data.denominator)}</td>
                                <td>{digits(point.rate)}</td>
                                <td>
                                  {digits(point.lower)} – {digits(point.upper)}
                                </td>
                                <td>{labelOf('spi.level', point.level)}</td>
                              </tr>
                            ))}
                          </tbody>
                        </table>
                      </div>
                    </details>
                  </>
                )}
              </Loaded>
            </Section>
            {isEntering ? (
              <FieldDialog
                title={w.enterTitle}
                submitLabel={w.enter}
                done={w.entered}
                changes={['spi']}
                write="POST /api/v1/safety/spis/{id}/entries"
                path={{ id }}
                fields={[
                  { name: 'entryOn', label: w.entryOn, initial: today },
                  { name: 'count', label: w.events },
                  ...(data.denominatorSource === 'manual'
                    ? [{ name: 'exposure', label: w.exposure } as const]
                    : []),
                  { name: 'note', label: w.note, kind: 'text' },
                ]}
                onClose={() => setEntering(false)}
              />
            ) : null}
          </RecordPage>
        )
      }}
    </Loaded>
  )
}
