import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem, isUnreachable } from './api/client';
import { Gate } from './app/gate';
import { startText } from './text';
import './base/base.css';

// What the hub has refused is not asked again; what it could not answer is, a few times.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
    },
    mutations: { retry: (count, error) => isUnreachable(error) && count < 3 },
  },
});

await startText();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Gate />
      </QueryClientProvider>
    </StrictMode>,
  );
}
