import { useState } from 'react'
import type { Hazard } from '#api/types.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { sentence } from '../../../strings.ts'
import { useMatrix, useNotation } from './Matrix.tsx'
import { t } from './strings.ts'

const w = t.hazard

/** Assesses a risk: first the initial risk, later the residual risk. */
export function AssessDialog({ hazard, onClose }: { hazard: Hazard; onClose: () => void }) {
  // As it was when the dialog opened: the saved assessment must not turn it into one of the residual risk.
  const [initial] = useState(hazard.initial)
  const [notation] = useNotation()
  const matrix = useMatrix()
  return (
    <Loaded query={matrix}>
      {({ current }) => {
        const severities = current.cells.slice(0, 5).map((cell) => ({
          value: cell.severity,
          label: `${notation === 'icao' ? cell.severity : cell.reversedCell.charAt(0)} · ${sentence(cell.severityWord)}`,
        }))
        const likelihoods = current.cells
          .filter((cell) => cell.severity === 'A')
          .map((cell) => ({
            value: String(cell.likelihood),
            label: `${notation === 'icao' ? cell.likelihood : cell.reversedCell.charAt(1)} · ${sentence(cell.likelihoodWord)}`,
          }))
        return (
          <FieldDialog
            title={initial ? w.assessResidual : w.assessTitle}
            submitLabel={initial ? w.assessResidual : w.assess}
            done={w.assessed}
            changes={['risk_assessment', 'hazard']}
            write="POST /api/v1/safety/risk-assessments"
            fields={[
              { name: 'severity', label: w.severity, options: severities },
              { name: 'likelihood', label: w.likelihood, options: likelihoods },
              { name: 'rationale', label: w.rationale },
            ]}
            more={{ hazardId: hazard.id, initialAssessmentId: initial?.assessmentId }}
            // A number, where the contract also takes the letters of the other notation.
            body={({ likelihood, ...rest }) =>
              ({ ...rest, likelihood: likelihood && Number(likelihood) }) as never
            }
            onClose={onClose}
          />
        )
      }}
    </Loaded>
  )
}
