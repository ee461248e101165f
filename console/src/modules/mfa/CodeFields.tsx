import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import classes from './mfa.module.css'
import { t } from './strings.ts'

export type Codes = { code: string; backup_code: string; isBackup: boolean }
export const noCodes: Codes = { code: '', backup_code: '', isBackup: false }

/** The code for the API: the one that was typed. */
export const givenOf = ({ code, backup_code, isBackup }: Codes) => (isBackup ? { backup_code } : { code })

/** A field for the app's code, or for a backup code instead. */
export function CodeFields<Values extends Codes>({
  form,
  hasApp = true,
  autoFocus = false,
}: {
  form: UseFormReturnType<Values>
  /** Without an app, only backup codes can be typed. */
  hasApp?: boolean
  autoFocus?: boolean
}) {
  const isBackup = form.values.isBackup || !hasApp
  return (
    <>
      {isBackup ? (
        <TextInput
          key="backup"
          label={t.backupCode}
          description={t.backupCodeHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          autoComplete="off"
          autoFocus={autoFocus}
          {...form.getInputProps('backup_code')}
        />
      ) : (
        <TextInput
          key="code"
          label={t.code}
          description={t.codeHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          autoFocus={autoFocus}
          {...form.getInputProps('code')}
        />
      )}
      {hasApp ? (
        <button
          type="button"
          className={classes.plain}
          onClick={() => form.setFieldValue('isBackup', !isBackup as never)}
        >
          {isBackup ? t.useCode : t.useBackupCode}
        </button>
      ) : null}
    </>
  )
}
