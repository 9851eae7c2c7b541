// What a thread says of itself to the system.
#pragma once

namespace ordo {

// Lets threads that somebody waits for go first: on a machine that is fully used, answers to callers and
// readers keep their speed while what is behind them takes longer. `steps`: 1 to 19, as in nice(1).
// Linux knows this for each thread; elsewhere nothing happens.
void step_back(int steps) noexcept;

// The lane and the decode workers. Checkpoints keep their place: behind a busy writer its log would grow.
inline constexpr int kBehindCallers = 4;

}  // namespace ordo
