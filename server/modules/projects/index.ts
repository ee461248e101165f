import { defineModule } from '#platform/kernel/module.ts'
import * as deployment from './deployment.ts'
import * as deploymentLog from './deployment-log.ts'
import * as project from './project.ts'
import * as service from './service.ts'

export { Project } from './project.ts'

export const projects = defineModule({
  name: 'projects',
  title: 'Projects',
  parts: [deployment, deploymentLog, project, service],
})
