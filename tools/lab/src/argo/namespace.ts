/** Where Argo CD has its own objects. */
export const ARGO_NAMESPACE = 'argocd';
