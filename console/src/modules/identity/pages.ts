import type { PublicPage } from '#shell/page.ts'

const signUp = () => import('./SignUp.tsx')
export const publicPages: PublicPage[] = [
  { path: '/setup', load: signUp },
  { path: '/sign-up', load: signUp },
  { path: '/sign-up/$token', load: () => import('./FinishSignUp.tsx') },
  { path: '/sign-in', load: () => import('./SignIn.tsx') },
  { path: '/sso', load: () => import('./SsoSignIn.tsx') },
  { path: '/sso/callback', load: () => import('./SsoCallback.tsx') },
  { path: '/forgot-password', load: () => import('./ForgotPassword.tsx') },
  { path: '/reset-password/$token', load: () => import('./ResetPassword.tsx') },
  { path: '/verify-email/$token', load: () => import('./VerifyEmail.tsx') },
  { path: '/restore-email/$token', load: () => import('./RestoreEmail.tsx') },
  { path: '/invitation/$token', load: () => import('./AcceptInvitation.tsx') },
]
