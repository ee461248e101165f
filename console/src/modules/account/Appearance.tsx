import { Input } from '@mantine/core'
import { useAppearance } from '#shell/appearance.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import classes from './account.module.css'
import { t } from './strings.ts'

const w = t.appearance

export default function Appearance() {
  const { scheme, setScheme, density, setDensity, times, setTimes } = useAppearance()
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <div className={classes.choices}>
        <Choice
          label={w.scheme}
          value={scheme}
          onChange={setScheme}
          data={[
            { value: 'light', label: w.light },
            { value: 'dark', label: w.dark },
            { value: 'auto', label: w.system },
          ]}
        />
        <Choice
          label={w.density}
          hint={w.densityHint}
          value={density}
          onChange={setDensity}
          data={[
            { value: 'comfortable', label: w.comfortable },
            { value: 'compact', label: w.compact },
          ]}
        />
        <Choice
          label={w.times}
          hint={w.timesHint}
          value={times}
          onChange={setTimes}
          data={[
            { value: 'utc', label: w.utc },
            { value: 'local', label: w.local },
          ]}
        />
      </div>
    </>
  )
}

function Choice({
  label,
  hint,
  ...control
}: {
  label: string
  hint?: string
  value: string
  onChange: (value: string) => void
  data: { value: string; label: string }[]
}) {
  return (
    <Input.Wrapper label={label} description={hint} inputWrapperOrder={['label', 'input', 'description']}>
      <SegmentedControl fullWidth aria-label={label} {...control} />
    </Input.Wrapper>
  )
}
