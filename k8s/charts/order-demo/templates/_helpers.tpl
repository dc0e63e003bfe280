{{/* A Deployment of a service, its pods told by annotations how they get the runtime: dict root, name, replicas, port (whether
others may call it), open (whether its API is reached from outside of the pod). */}}
{{- define "order-demo.service" -}}
{{- $values := .root.Values -}}
{{- $isSidecar := eq $values.runtime "sidecar" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    {{- include "order-demo.labels" .name | nindent 4 }}
spec:
  replicas: {{ .replicas }}
  selector:
    matchLabels:
      app: {{ .name }}
  template:
    metadata:
      labels:
        {{- include "order-demo.labels" .name | nindent 8 }}
      annotations:
        dapr.io/enabled: "true"
        dapr.io/app-id: {{ .name }}
        {{- if .port }}
        dapr.io/app-port: "3000"
        {{- end }}
        {{- if not $isSidecar }}
        inlay.dev/runtime: embedded
        {{- else }}
        {{- if $values.zipkin.enabled }}
        dapr.io/config: traces
        {{- end }}
        {{- if .open }}
        # Else only the pod itself reaches the API.
        dapr.io/sidecar-listen-addresses: 0.0.0.0
        {{- end }}
        {{- end }}
    spec:
      {{- with $values.image.pullSecrets }}
      imagePullSecrets:
      {{- range . }}
      - name: {{ . }}
      {{- end }}
      {{- end }}
      containers:
      - name: {{ .name }}
        image: {{ printf "%v/%v:%v" $values.image.registry .name $values.image.tag }}
        imagePullPolicy: {{ $values.image.pullPolicy }}
        ports:
        - name: http
          containerPort: 3000
        env:
        - name: APP_PORT
          value: "3000"
        {{- if $values.zipkin.enabled }}
        - name: MANAGEMENT_ZIPKIN_TRACING_ENDPOINT
          value: http://zipkin:9411/api/v2/spans
        - name: MANAGEMENT_TRACING_SAMPLING_PROBABILITY
          value: "1.0"
        {{- end }}
        {{- if $isSidecar }}
        {{- include "order-demo.besideSidecar" . | nindent 8 }}
        {{- else if .open }}
        # Else nobody but the application itself reaches the API.
        - name: INLAY_API_ENABLED
          value: "true"
        - name: INLAY_API_LISTEN_ADDRESSES
          value: 0.0.0.0
        {{- end }}
        readinessProbe:
          httpGet:
            path: /actuator/health/readiness
            port: http
          periodSeconds: 2
        livenessProbe:
          httpGet:
            path: /actuator/health/liveness
            port: http
          initialDelaySeconds: 60
        {{- with $values.resources }}
        resources:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        securityContext:
          {{- include "order-demo.securityContext" 10001 | nindent 10 }}
        volumeMounts:
        # SQLite and Netty unpack their native libraries here.
        - name: tmp
          mountPath: /tmp
        {{- if $isSidecar }}
        - name: config
          mountPath: /config
          readOnly: true
        {{- end }}
      volumes:
      - name: tmp
        emptyDir: {}
      {{- if $isSidecar }}
      - name: config
        configMap:
          name: {{ .name }}
      {{- end }}
{{- end }}

{{/* What the runtime inside is told where a sidecar stands between it and others. */}}
{{- define "order-demo.besideSidecar" -}}
- name: INLAY_RESOURCES_PATHS
  value: /config/resources.yaml
# The runtime keeps a small file under it.
- name: HOME
  value: /tmp
# Others come by the sidecar.
- name: INLAY_INVOKE_SERVE
  value: "false"
- name: INLAY_STATE_EMBEDDED
  value: "false"
{{- if .port }}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: redis
      key: redis-password
{{- end }}
{{- end }}

{{/* The manifests of such a runtime: dict name, resources. */}}
{{- define "order-demo.config" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .name }}
  labels:
    {{- include "order-demo.labels" .name | nindent 4 }}
data:
  resources.yaml: |
    {{- .resources | nindent 4 }}
{{- end }}

{{/* No chart or release in them: the manifests are also applied as they are. */}}
{{- define "order-demo.labels" -}}
app: {{ . }}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/part-of: order-demo
{{- end }}

{{- define "order-demo.securityContext" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What a service with state has as its store. */}}
{{- define "order-demo.store" -}}
# The store that the sidecar has, too: an order is the same by its state API.
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: statestore
spec:
  type: state.redis
  version: v1
  initTimeout: 1m
  metadata:
  - name: redisHost
    value: {{ .Values.redis.host }}
  - name: redisPassword
    envRef: REDIS_PASSWORD
{{- end }}

{{/* How the client reaches order-service. */}}
{{- define "order-demo.way" -}}
# order-service, by the sidecar of this pod.
apiVersion: dapr.io/v1alpha1
kind: HTTPEndpoint
metadata:
  name: order-service
spec:
  baseUrl: http://127.0.0.1:3500/v1.0/invoke/order-service/method
{{- end }}
