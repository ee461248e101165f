import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import classes from './mfa.module.css'
import { t } from './strings.ts'

export type Codes = { code: string; backup_code: string; isBackup: boolean }
export const noCodes: Codes = { code: '', backup_code: '', isBackup: false }

/** What the API takes of it: the one that was typed. */
export const givenOf = ({ code, backup_code, isBackup }: Codes) => (isBackup ? { backup_code } : { code })

/** The code of the app, or a backup code in its place. */
export function CodeFields<Values extends Codes>({
  form,
  hasApp = true,
  autoFocus = false,
}: {
  form: UseFormReturnType<Values>
  /** Without an app there is nothing to type but backup codes. */
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
