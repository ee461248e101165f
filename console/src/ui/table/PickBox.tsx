import classes from './table.module.css'

type Props = { label: string; isPicked: boolean; isPartly?: boolean; onChange: (isRange: boolean) => void }

/** The checkbox that selects a row, or all rows. */
export function PickBox({ label, isPicked, isPartly = false, onChange }: Props) {
  return (
    <input
      type="checkbox"
      className={classes.box}
      aria-label={label}
      checked={isPicked}
      ref={(box) => {
        if (box) box.indeterminate = isPartly
      }}
      onChange={({ nativeEvent }) => onChange(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
    />
  )
}
