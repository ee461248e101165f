import type { Meeting } from '#api/types.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { bodyOf, meetingFields, shownMeeting } from './meetingForm.ts'
import { t } from './strings.ts'

const w = t.meetings

/** Updates a meeting. */
export const EditMeeting = ({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) => (
  <FieldDialog
    title={w.editTitle}
    submitLabel={w.save}
    done={w.saved}
    changes={['meeting']}
    write="PATCH /api/v1/sms/meetings/{id}"
    path={{ id: meeting.id }}
    record={shownMeeting(meeting)}
    fields={meetingFields}
    body={(values) => bodyOf(values, meeting)}
    onClose={onClose}
  />
)
