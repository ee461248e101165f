import { labelOf } from '#api/label.ts'
import type { InspectionFindings } from '#api/types.ts'
import { formatDate } from '#ui/time.ts'
import { t } from './strings.ts'

const w = t.findings

/** What an inspection found, as short texts. */
export function findingTexts(findings: InspectionFindings): string[] {
  const { place, vorMethod, bearingErrorDegrees, testedToFt, eltChecks, batteryExpiresOn } = findings
  return [
    place,
    vorMethod ? labelOf('InspectionFindings.vorMethod', vorMethod) : null,
    typeof bearingErrorDegrees === 'number' ? w.error(bearingErrorDegrees) : null,
    typeof testedToFt === 'number' ? w.tested(testedToFt) : null,
    eltChecks?.map((check) => labelOf('InspectionFindings.eltChecks', check)).join(', '),
    batteryExpiresOn ? w.expires(formatDate(batteryExpiresOn)) : null,
  ].filter((text) => text !== null && text !== undefined)
}
