import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as deployment from './deployment.ts'
import * as deploymentLog from './deployment-log.ts'
import * as examples from './examples.ts'
import * as findProject from './find-project.ts'
import * as project from './project.ts'
import * as service from './service.ts'

export { Project } from './project.ts'

export const projects = defineModule({
  name: 'projects',
  title: 'Projects',
  summary: "Customers' contracts, the services under them, and their deployments.",
  parts: [
    project,
    findProject,
    service,
    deployment,
    deploymentLog,
    examples,
    scopeSentences({
      'deployments:read': 'Read deployments and their logs.',
      'deployments:write': 'Create deployments, move them on and abort them.',
      'projects:read': 'Read projects.',
      'projects:write': 'Create, update and delete projects.',
      'services:read': 'Read the services of projects.',
      'services:write': 'Create, update and delete the services of projects.',
    }),
  ],
})
