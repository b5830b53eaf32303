// One small real program for process tests. Its words are carried out in order:
//   exit CODE, signal NUMBER, sleep (for ever), stop-self, ignore-term, close-all
//   print TEXT, print-endlessly, show-fds, show-signals, show-env NAME, touch FILE
//   count-lives FILE: appends a line
//   take-memory N: takes N MiB and touches them
//   spawn N: N children that carry out the rest beside this one
//   daemon: a double-forked child in a session of its own carries out the rest; this one ends
//     with 0
//   leave-behind: a child in a session of its own sleeps; the rest goes on here
//   storm N: a chain of N generations, each of which forks the next and is gone
//   bomb: forks without end, as all its descendants do; the rest goes on here once there is no
//     room for more
//   hostile N: N sleeping processes, some in sessions of their own or double-forked, half of them
//     ignoring SIGTERM; goes on when all are there
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

namespace {

[[noreturn]] void sleep_for_ever() {
  while (true) pause();
}

void append_line(const char* path, const char* line) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) _exit(99);
  if (write(fd, line, strlen(line)) < 0) _exit(99);
  close(fd);
}

// Those that it was given: the one that reads the folder is left out.
void show_descriptors() {
  DIR* folder = opendir("/proc/self/fd");
  if (!folder) _exit(99);
  while (const dirent* entry = readdir(folder)) {
    const int fd = atoi(entry->d_name);
    if (entry->d_name[0] != '.' && fd != dirfd(folder)) printf("fd %d\n", fd);
  }
  closedir(folder);
}

void show_signals() {
  sigset_t mask;
  sigprocmask(SIG_SETMASK, nullptr, &mask);
  for (int signal = 1; signal < 32; ++signal) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (sigismember(&mask, signal) == 1) printf("blocked %d\n", signal);
    if (action.sa_handler == SIG_IGN) printf("ignored %d\n", signal);
  }
}

[[noreturn]] void hostile_member(int number, int ready) {
  if (number % 2 == 0) signal(SIGTERM, SIG_IGN);
  if (number % 5 == 3) setsid();
  if (number % 5 == 4) {
    setsid();
    if (fork() != 0) _exit(0);
    setsid();
  }
  close(ready);
  sleep_for_ever();
}

// Goes on when every member is what it is to be: when the last has closed the pipe.
void make_hostile_tree(int size) {
  int ready[2];
  if (pipe(ready) != 0) _exit(99);
  for (int number = 0; number < size; ++number) {
    if (fork() == 0) hostile_member(number, ready[1]);
  }
  close(ready[1]);
  char nothing = 0;
  if (read(ready[0], &nothing, 1) != 0) _exit(99);
}

// Each generation leaves before the next is looked at: a sweep always comes too late by one.
void make_storm(int generations) {
  for (int generation = 0; generation < generations; ++generation) {
    if (fork() != 0) _exit(0);
    const timespec moment{0, 200'000};
    nanosleep(&moment, nullptr);
  }
}

[[noreturn]] void fork_for_ever() {
  while (true) {
    if (fork() < 0) sched_yield();
  }
}

void make_bomb() {
  pid_t child = 0;
  while ((child = fork()) > 0) {
  }
  if (child == 0) fork_for_ever();
}

void take_memory(size_t mebibytes) {
  const size_t size = mebibytes << 20;
  constexpr size_t kPage = 4096;
  // Volatile, or the compiler leaves out what nobody reads.
  volatile char* const memory = static_cast<char*>(malloc(size));
  if (!memory) _exit(97);
  for (size_t at = 0; at < size; at += kPage) memory[at] = 1;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const char* const word = argv[i];
    const char* const next = i + 1 < argc ? argv[i + 1] : "";
    if (strcmp(word, "exit") == 0) {
      fflush(stdout);
      _exit(atoi(next));
    } else if (strcmp(word, "signal") == 0) {
      raise(atoi(next));
      ++i;
    } else if (strcmp(word, "ignore-term") == 0) {
      signal(SIGTERM, SIG_IGN);
    } else if (strcmp(word, "sleep") == 0) {
      fflush(stdout);
      sleep_for_ever();
    } else if (strcmp(word, "print") == 0) {
      printf("%s\n", next);
      fflush(stdout);
      ++i;
    } else if (strcmp(word, "print-endlessly") == 0) {
      while (puts("and so on") >= 0) {
      }
    } else if (strcmp(word, "touch") == 0) {
      append_line(next, "");
      ++i;
    } else if (strcmp(word, "count-lives") == 0) {
      append_line(next, "life\n");
      ++i;
    } else if (strcmp(word, "stop-self") == 0) {
      raise(SIGSTOP);
    } else if (strcmp(word, "close-all") == 0) {
      for (int fd = 0; fd < 256; ++fd) close(fd);
    } else if (strcmp(word, "show-fds") == 0) {
      show_descriptors();
    } else if (strcmp(word, "show-signals") == 0) {
      show_signals();
    } else if (strcmp(word, "show-env") == 0) {
      const char* const value = getenv(next);
      printf("%s=%s\n", next, value ? value : "(not set)");
      ++i;
    } else if (strcmp(word, "spawn") == 0) {
      for (int child = 0; child < atoi(next); ++child) {
        if (fork() == 0) break;
      }
      ++i;
    } else if (strcmp(word, "daemon") == 0) {
      fflush(stdout);
      if (fork() != 0) _exit(0);
      setsid();
      if (fork() != 0) _exit(0);
    } else if (strcmp(word, "leave-behind") == 0) {
      if (fork() == 0) {
        setsid();
        sleep_for_ever();
      }
    } else if (strcmp(word, "bomb") == 0) {
      make_bomb();
    } else if (strcmp(word, "take-memory") == 0) {
      take_memory(static_cast<size_t>(atoi(next)));
      ++i;
    } else if (strcmp(word, "storm") == 0) {
      make_storm(atoi(next));
      ++i;
    } else if (strcmp(word, "hostile") == 0) {
      make_hostile_tree(atoi(next));
      ++i;
    } else {
      fprintf(stderr, "unknown word %s\n", word);
      _exit(98);
    }
  }
  fflush(stdout);
  return 0;
}
