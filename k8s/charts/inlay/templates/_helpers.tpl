{{/* The labels of every object. */}}
{{- define "inlay.labels" -}}
{{- range $name, $value := .Values.global.k8sLabels }}
{{- /* Each object says itself what it is a component of. */}}
{{- if ne $name "app.kubernetes.io/component" }}
{{ $name }}: {{ tpl (toString $value) $ | quote }}
{{- end }}
{{- end }}
{{- with .Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* An image: (dict "root" $ "name" "control-plane"). */}}
{{- define "inlay.image" -}}
{{- if contains "/" .name }}{{ .name }}{{ else }}{{ .root.Values.global.registry }}/{{ .name }}:{{ .root.Values.global.tag }}{{ end }}
{{- end }}

{{- define "inlay.imagePullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
{{- range (kindIs "string" . | ternary (list .) .) }}
{{- if kindIs "string" . }}
- name: {{ . }}
{{- else }}
- name: {{ .name }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* What is added to the pods of roles, as extraVolumes, by role or for all: dict values, roles. */}}
{{- define "inlay.extra" -}}
{{- $extra := list }}
{{- if kindIs "slice" .values }}
{{- $extra = .values }}
{{- else }}
{{- range .roles }}
{{- $extra = concat $extra (get ($.values | default dict) . | default list) }}
{{- end }}
{{- end }}
{{- with $extra | uniq }}
{{- toYaml . }}
{{- end }}
{{- end }}

{{/* What sentry and the operator are told of the Configuration of the control plane and of their port: dict root, role, values,
port (the one they have if nothing is said). */}}
{{- define "inlay.configArgs" -}}
{{- $config := .root.Values.dapr_config.dapr_default_system_config_name }}
{{- if ne $config "daprsystem" }}
- --config
- {{ $config | quote }}
{{- end }}
{{- if ne (int .values.ports.targetPort) .port }}
- --{{ ternary (printf "%s-port" .role) "port" .root.Values.global.singleProcess.enabled }}
- {{ .values.ports.targetPort | quote }}
{{- end }}
{{- end }}

{{/* What selects the pods of a role: (dict "root" $ "app" "dapr-sentry"). */}}
{{- define "inlay.selector" -}}
app: {{ ternary "dapr-control-plane" .app .root.Values.global.singleProcess.enabled }}
{{- end }}

{{/* Whether the API server can ask the injector about those pods only that want something of it; empty if not. */}}
{{- define "inlay.canMatch" -}}
{{- if semverCompare ">=1.28.0-0" .Capabilities.KubeVersion.Version }}true{{ end }}
{{- end }}

{{/* How often pods without their sidecar are looked for. Where they can come to be, they are. */}}
{{- define "inlay.watchInterval" -}}
{{- $interval := toString .Values.dapr_operator.watchInterval }}
{{- if and (eq $interval "0") .Values.dapr_sidecar_injector.enabled (not (include "inlay.canMatch" .)) }}1m{{ else }}{{ $interval }}{{ end }}
{{- end }}

{{/* The identity of sentry, which is also whom tokens of service accounts are for. */}}
{{- define "inlay.sentryIdentity" -}}
spiffe://{{ .Values.global.mtls.controlPlaneTrustDomain }}/ns/{{ .Release.Namespace }}/dapr-sentry
{{- end }}

{{/* Flags that every role has: (dict "root" $ "values" .Values.dapr_sentry). */}}
{{- define "inlay.commonArgs" -}}
- --log-level
- {{ .values.logLevel | quote }}
{{- if .root.Values.global.logAsJson }}
- --log-as-json
{{- end }}
{{- if .root.Values.global.prometheus.enabled }}
- --enable-metrics
- --metrics-port
- {{ .root.Values.global.prometheus.port | quote }}
{{- else }}
- --enable-metrics=false
{{- end }}
{{- end }}

{{- define "inlay.sentryArgs" -}}
{{- $sentry := .Values.dapr_sentry -}}
- --trust-domain
- {{ .Values.global.mtls.controlPlaneTrustDomain | quote }}
- --mode
- kubernetes
{{- include "inlay.configArgs" (dict "root" . "role" "sentry" "values" $sentry "port" 50001) }}
{{- with .Values.global.issuerFilenames }}
{{- range $flag, $key := dict "issuer-ca-filename" "ca" "issuer-certificate-filename" "cert" "issuer-key-filename" "key" }}
{{- with get $.Values.global.issuerFilenames $key }}
- --{{ $flag }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- if $sentry.jwt.enabled }}
- --jwt-enabled
{{- range $flag, $value := dict "jwt-key-filename" $sentry.jwt.keyFilename "jwks-filename" $sentry.jwt.jwksFilename "jwt-issuer" $sentry.jwt.issuer "jwt-signing-algorithm" $sentry.jwt.signingAlgorithm "jwt-key-id" $sentry.jwt.keyID "jwt-ttl" $sentry.jwt.ttl }}
{{- with $value }}
- --{{ $flag }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- if $sentry.oidc.enabled }}
- --oidc-enabled
- --oidc-server-listen-address=
- --oidc-server-listen-port
- {{ $sentry.oidc.server.port | quote }}
- --oidc-server-tls-enabled={{ $sentry.oidc.tls.enabled }}
{{- range $flag, $value := dict "oidc-jwks-uri" $sentry.oidc.jwksURI "oidc-path-prefix" $sentry.oidc.pathPrefix "oidc-allowed-hosts" (join "," $sentry.oidc.allowedHosts) "oidc-server-tls-cert-file" $sentry.oidc.tls.certFile "oidc-server-tls-key-file" $sentry.oidc.tls.keyFile }}
{{- with $value }}
- --{{ $flag }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "inlay.operatorArgs" -}}
{{- $operator := .Values.dapr_operator -}}
- --watch-interval
- {{ include "inlay.watchInterval" . | quote }}
- --max-pod-restarts-per-minute
- {{ $operator.maxPodRestartsPerMinute | quote }}
- --trust-anchors-file
- /var/run/secrets/dapr.io/tls/ca.crt
{{- include "inlay.configArgs" (dict "root" . "role" "operator" "values" $operator "port" 6500) }}
{{- with $operator.watchNamespace | default (ternary .Release.Namespace "" .Values.global.rbac.namespaced) }}
- --watch-namespace
- {{ . | quote }}
{{- end }}
{{- if not $operator.serviceReconciler.enabled }}
- --disable-service-reconciler
{{- end }}
{{- if .Values.global.argoRolloutServiceReconciler.enabled }}
- --enable-argo-rollout-service-reconciler
{{- end }}
{{- if .Values.global.operator.watchdogCanPatchPodLabels }}
- --watchdog-can-patch-pod-labels
{{- end }}
{{- end }}

{{- define "inlay.injectorArgs" -}}
- --healthz-port
- {{ .Values.dapr_sidecar_injector.healthzPort | quote }}
- --scheduler-enabled={{ .Values.global.scheduler.enabled }}
{{- end }}

{{- define "inlay.injectorEnv" -}}
{{- $injector := .Values.dapr_sidecar_injector -}}
- name: DAPR_TRUST_ANCHORS_FILE
  value: /var/run/secrets/dapr.io/tls/ca.crt
- name: DAPR_CONTROL_PLANE_TRUST_DOMAIN
  value: {{ .Values.global.mtls.controlPlaneTrustDomain | quote }}
- name: DAPR_SENTRY_ADDRESS
  value: dapr-sentry.{{ .Release.Namespace }}.svc{{ .Values.global.dnsSuffix }}:{{ .Values.dapr_sentry.ports.port }}
- name: KUBE_CLUSTER_DOMAIN
  value: {{ $injector.kubeClusterDomain | quote }}
- name: SIDECAR_IMAGE
  value: {{ include "inlay.image" (dict "root" . "name" $injector.image.name) | quote }}
- name: SIDECAR_IMAGE_PULL_POLICY
  value: {{ $injector.sidecarImagePullPolicy | quote }}
- name: SIDECAR_RUN_AS_NON_ROOT
  value: {{ $injector.sidecarRunAsNonRoot | quote }}
{{- with $injector.sidecarRunAsUser }}
- name: SIDECAR_RUN_AS_USER
  value: {{ . | quote }}
{{- end }}
{{- with $injector.sidecarRunAsGroup }}
- name: SIDECAR_RUN_AS_GROUP
  value: {{ . | quote }}
{{- end }}
- name: SIDECAR_READ_ONLY_ROOT_FILESYSTEM
  value: {{ $injector.sidecarReadOnlyRootFilesystem | quote }}
- name: SIDECAR_DROP_ALL_CAPABILITIES
  value: {{ $injector.sidecarDropALLCapabilities | quote }}
- name: ENABLE_K8S_DOWNWARD_APIS
  value: {{ $injector.enableK8sDownwardAPIs | quote }}
- name: NATIVE_SIDECAR_ENABLED
  value: {{ $injector.nativeSidecar | quote }}
- name: IGNORE_ENTRYPOINT_TOLERATIONS
  value: {{ $injector.ignoreEntrypointTolerations | quote }}
- name: ACTORS_ENABLED
  value: {{ .Values.global.actors.enabled | quote }}
- name: ACTORS_SERVICE_NAME
  value: {{ .Values.global.actors.serviceName | quote }}
- name: ACTORS_SERVICE_ADDRESS
  value: dapr-placement-server.{{ .Release.Namespace }}.svc{{ .Values.global.dnsSuffix }}:50005
{{- with .Values.global.reminders.serviceName }}
- name: REMINDERS_SERVICE_NAME
  value: {{ . | quote }}
{{- end }}
{{- with $injector.allowedServiceAccounts }}
- name: ALLOWED_SERVICE_ACCOUNTS
  value: {{ . | quote }}
{{- end }}
{{- with $injector.allowedServiceAccountsPrefixNames }}
- name: ALLOWED_SERVICE_ACCOUNTS_PREFIX_NAMES
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* A container that runs one role or all: dict root, name, image, command, roles, args, env, ports, values, healthz, isSentry. */}}
{{- define "inlay.container" -}}
- name: {{ .name }}
  image: {{ include "inlay.image" (dict "root" .root "name" .image) | quote }}
  imagePullPolicy: {{ .root.Values.global.imagePullPolicy }}
  command: [{{ .command | quote }}]
  args:
  {{- /* Where it is, it must be the first. */}}
  {{- if gt (len .roles) 1 }}
  - --role
  - {{ join "," .roles }}
  {{- end }}
  {{- include "inlay.commonArgs" (dict "root" .root "values" .values) | nindent 2 }}
  {{- .args | nindent 2 }}
  env:
  - name: NAMESPACE
    valueFrom:
      fieldRef:
        fieldPath: metadata.namespace
  - name: POD_NAME
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  {{- with .env }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- range $name, $value := .values.extraEnvVars }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
  {{- if .values.debug.enabled }}
  - name: JAVA_TOOL_OPTIONS
    value: -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:{{ .values.debug.port }}
  {{- end }}
  ports:
  {{- .ports | nindent 2 }}
  {{- if .root.Values.global.prometheus.enabled }}
  - name: metrics
    containerPort: {{ .root.Values.global.prometheus.port }}
  {{- end }}
  {{- if .values.debug.enabled }}
  - name: debug
    containerPort: {{ .values.debug.port }}
  {{- end }}
  livenessProbe:
    httpGet:
      path: /healthz
      port: {{ .healthz }}
    {{- /* Who looks at a program that stands still wants it to stay. */}}
    {{- $delay := .values.debug.enabled | ternary (dict "initialDelaySeconds" .values.debug.initialDelaySeconds) dict }}
    {{- merge $delay .values.livenessProbe | toYaml | nindent 4 }}
  readinessProbe:
    httpGet:
      path: /healthz
      port: {{ .healthz }}
    {{- toYaml .values.readinessProbe | nindent 4 }}
  securityContext:
    runAsNonRoot: {{ .values.runAsNonRoot }}
    {{- if .values.runAsNonRoot }}
    runAsUser: 10001
    runAsGroup: 10001
    {{- end }}
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities:
      drop: [ALL]
    {{- with .root.Values.global.seccompProfile }}
    seccompProfile:
      type: {{ . }}
    {{- end }}
  {{- with .values.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
  - name: tmp
    mountPath: /tmp
  - name: trust-anchors
    mountPath: /var/run/secrets/dapr.io/tls
    readOnly: true
  {{- if .root.Values.global.mtls.mountSentryVolume }}
  - name: identity-token
    mountPath: /var/run/secrets/dapr.io/sentrytoken
    readOnly: true
  {{- end }}
  {{- if .isSentry }}
  - name: credentials
    mountPath: /var/run/secrets/dapr.io/credentials
    readOnly: true
  {{- end }}
  {{- with include "inlay.extra" (dict "values" .root.Values.global.extraVolumeMounts "roles" .roles) }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* A Deployment: dict root, name, component, role, roles, account, replicas, annotations, container, hostNetwork, isSentry. */}}
{{- define "inlay.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    app: {{ .name }}
    {{- include "inlay.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ ternary .root.Values.global.ha.replicaCount .replicas .root.Values.global.ha.enabled }}
  selector:
    matchLabels:
      app: {{ .name }}
  template:
    metadata:
      labels:
        app: {{ .name }}
        {{- include "inlay.labels" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
      annotations:
        dapr.io/control-plane: {{ .role }}
        {{- if .root.Values.global.prometheus.enabled }}
        prometheus.io/scrape: "true"
        prometheus.io/port: {{ .root.Values.global.prometheus.port | quote }}
        prometheus.io/path: /
        {{- end }}
        {{- with .annotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ .account }}
      {{- include "inlay.imagePullSecrets" .root | nindent 6 }}
      {{- with .root.Values.global.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if .hostNetwork }}
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      {{- end }}
      {{- with include "inlay.extra" (dict "values" .root.Values.global.initContainers "roles" .roles) }}
      initContainers:
      {{- . | nindent 6 }}
      {{- end }}
      containers:
      {{- .container | nindent 6 }}
      {{- with include "inlay.extra" (dict "values" .root.Values.global.extraContainers "roles" .roles) }}
      {{- . | nindent 6 }}
      {{- end }}
      nodeSelector:
        kubernetes.io/os: {{ .root.Values.global.daprControlPlaneOs }}
        {{- with .root.Values.global.nodeSelector }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .root.Values.global.tolerations }}
      tolerations:
      {{- toYaml . | nindent 6 }}
      {{- end }}
      {{- if .root.Values.global.ha.enabled }}
      affinity:
        podAntiAffinity:
          {{- $term := dict "labelSelector" (dict "matchLabels" (dict "app" .name)) "topologyKey" .root.Values.global.ha.topologyKey }}
          {{- if eq .root.Values.global.ha.podAntiAffinityPolicy "requiredDuringSchedulingIgnoredDuringExecution" }}
          requiredDuringSchedulingIgnoredDuringExecution:
          {{- list $term | toYaml | nindent 10 }}
          {{- else }}
          preferredDuringSchedulingIgnoredDuringExecution:
          {{- list (dict "weight" 100 "podAffinityTerm" $term) | toYaml | nindent 10 }}
          {{- end }}
      {{- end }}
      volumes:
      - name: tmp
        emptyDir: {}
      - name: trust-anchors
        configMap:
          name: dapr-trust-bundle
      {{- if .root.Values.global.mtls.mountSentryVolume }}
      - name: identity-token
        projected:
          sources:
          - serviceAccountToken:
              path: token
              expirationSeconds: 600
              audience: {{ include "inlay.sentryIdentity" .root }}
      {{- end }}
      {{- if .isSentry }}
      - name: credentials
        secret:
          secretName: dapr-trust-bundle
      {{- end }}
      {{- with include "inlay.extra" (dict "values" .root.Values.global.extraVolumes "roles" .roles) }}
      {{- . | nindent 6 }}
      {{- end }}
{{- end }}

{{/* A Service in front of a role: dict root, name, app, type, annotations, ports. */}}
{{- define "inlay.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    app: {{ .app }}
    {{- include "inlay.labels" .root | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .type }}
  selector:
    {{- include "inlay.selector" (dict "root" .root "app" .app) | nindent 4 }}
  ports:
  {{- .ports | nindent 2 }}
  {{- if and .metrics .root.Values.global.prometheus.enabled }}
  - name: metrics
    port: {{ .root.Values.global.prometheus.port }}
    targetPort: {{ .root.Values.global.prometheus.port }}
  {{- end }}
{{- end }}
