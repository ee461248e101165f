export { MeetingPage as default } from './Meetings.tsx'
