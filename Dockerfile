# syntax=docker/dockerfile:1
#
#   docker build -t archway .
#   docker build -t archway:gpu --build-arg IMAGE=gpu .
#
# The GPU image takes CUDA 12 and cuDNN 9 from its base and ONNX Runtime's CUDA libraries from NuGet.
ARG IMAGE=cpu

FROM node:20-slim AS build
WORKDIR /archway
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:20-slim AS dependencies-cpu
WORKDIR /archway
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# npm runs no install scripts here (.npmrc); this is the one that the GPU needs. "true" forces what the package has
# for the platform, CUDA 12 on x64; of the value "cuda12" its version 1.30 forgets to take notice.
FROM dependencies-cpu AS dependencies-gpu
RUN ONNXRUNTIME_NODE_INSTALL=true node node_modules/onnxruntime-node/script/install.js

FROM dependencies-${IMAGE} AS dependencies

FROM node:20-slim AS base-cpu

FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS base-gpu
COPY --from=build /usr/local/bin/node /usr/local/bin/node

FROM base-${IMAGE}
WORKDIR /archway
ENV NODE_ENV=production \
    ARCHWAY_DATA_FOLDER=/var/lib/archway
RUN useradd --system --uid 10001 --user-group --no-create-home archway \
 && install --directory --owner=archway --group=archway --mode=0750 /var/lib/archway
COPY --from=dependencies /archway/node_modules node_modules
COPY --from=build /archway/dist dist
COPY package.json LICENSE NOTICE ./
COPY data data
COPY examples examples
# Restores the links between the embedded Postgres's libraries, while there is a user that may write them.
RUN node --input-type=module -e "import { findPostgresBinaries } from '/archway/dist/src/platform/embedded-postgres/index.js'; await findPostgresBinaries()"
USER archway
VOLUME /var/lib/archway
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/archway/dist/src/main.js"]
CMD ["up"]
