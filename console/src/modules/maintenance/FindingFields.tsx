import { Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { optionsOf } from '#api/choice.ts'
import type { InspectionFindings } from '#api/types.ts'
import { MultiSelect } from '#ui/MultiSelect.ts'
import { t } from './strings.ts'

const w = t.findings
type Findings = InspectionFindings
export interface FindingValues {
  place: string
  vorMethod: string
  bearingErrorDegrees: string
  testedToFt: string
  eltChecks: string[]
  batteryExpiresOn: string
}

export const findingValues = (findings: Findings | null | undefined): FindingValues => ({
  place: findings?.place ?? '',
  vorMethod: findings?.vorMethod ?? '',
  bearingErrorDegrees: findings?.bearingErrorDegrees?.toString() ?? '',
  testedToFt: findings?.testedToFt?.toString() ?? '',
  eltChecks: findings?.eltChecks ?? [],
  batteryExpiresOn: findings?.batteryExpiresOn ?? '',
})

/** What was filled in of the fields that are asked for; null if none is. */
export function findingsOf(values: FindingValues, asked: readonly string[]): Findings | null {
  const sent = Object.entries(values).flatMap(([name, value]) => {
    if (!asked.includes(`findings.${name}`) || value.length === 0) return []
    const isNumber = name === 'bearingErrorDegrees' || name === 'testedToFt'
    return [[name, isNumber ? Number(String(value).replace(',', '.')) : value] as const]
  })
  return sent.length > 0 ? (Object.fromEntries(sent) as Findings) : null
}

/** The fields that the law asks for this inspection. */
export function FindingFields<Values extends { findings: FindingValues }>({
  form,
  asked,
}: {
  form: UseFormReturnType<Values>
  asked: readonly string[]
}) {
  const input = (name: keyof FindingValues) => form.getInputProps(`findings.${name}`)
  const isAsked = (name: keyof FindingValues) => asked.includes(`findings.${name}`)
  return (
    <>
      {isAsked('place') ? <TextInput label={w.place} description={w.placeHint} {...input('place')} /> : null}
      {isAsked('vorMethod') ? (
        <Select
          label={w.vorMethod}
          data={optionsOf('InspectionFindings.vorMethod')}
          {...input('vorMethod')}
        />
      ) : null}
      {isAsked('bearingErrorDegrees') ? (
        <TextInput
          label={w.bearingError}
          description={w.bearingErrorHint}
          inputMode="decimal"
          {...input('bearingErrorDegrees')}
        />
      ) : null}
      {isAsked('testedToFt') ? (
        <TextInput label={w.testedTo} inputMode="numeric" {...input('testedToFt')} />
      ) : null}
      {isAsked('eltChecks') ? (
        <MultiSelect
          label={w.eltChecks}
          data={optionsOf('InspectionFindings.eltChecks')}
          {...input('eltChecks')}
        />
      ) : null}
      {isAsked('batteryExpiresOn') ? (
        <TextInput label={w.batteryExpires} type="date" {...input('batteryExpiresOn')} />
      ) : null}
    </>
  )
}
