import { labelOf } from '#api/label.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { Section } from '#ui/RecordPage.tsx'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.investigations

/** The written parts: the narrative, the method and the preliminary report. */
export function Narrative({ investigation }: { investigation: InvestigationInFull }) {
  const steps = investigation.methodData.filter(({ text }) => text)
  return (
    <>
      <Section title={w.narrative}>
        <p className={investigation.narrative ? classes.narrative : 'dim'}>
          {investigation.narrative ?? w.noEntries}
        </p>
      </Section>
      {investigation.method && steps.length > 0 ? (
        <Section title={labelOf('investigation.method', investigation.method)}>
          <ul className={classes.rows}>
            {steps.map(({ heading, text }) => (
              <li key={heading}>
                <span>
                  <strong>{heading}</strong> {text}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {investigation.preliminaryReport ? (
        <Section title={w.preliminaryReport}>
          <p className={classes.narrative}>{investigation.preliminaryReport}</p>
        </Section>
      ) : null}
    </>
  )
}
