/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/* Names of the library that the system has as well: what is fuzzed must not replace them. */
#ifndef AFMPEG_FUZZ_RENAMED_H
#define AFMPEG_FUZZ_RENAMED_H
#define pthread_t turn_t
#define pthread_once_t turn_once_t
#define pthread_key_t turn_key_t
#define pthread_attr_t turn_attr_t
#define pthread_mutex_t turn_mutex_t
#define pthread_cond_t turn_cond_t
#define pthread_mutexattr_t turn_mutexattr_t
#define pthread_condattr_t turn_condattr_t
#define pthread_create turn_create
#define pthread_join turn_join
#define pthread_detach turn_detach
#define pthread_exit turn_exit
#define pthread_self turn_self
#define pthread_equal turn_equal
#define pthread_setname_np turn_setname_np
#define pthread_getname_np turn_getname_np
#define pthread_attr_init turn_attr_init
#define pthread_attr_destroy turn_attr_destroy
#define pthread_attr_setstacksize turn_attr_setstacksize
#define pthread_attr_getstacksize turn_attr_getstacksize
#define pthread_attr_setdetachstate turn_attr_setdetachstate
#define pthread_attr_getdetachstate turn_attr_getdetachstate
#define pthread_once turn_once
#define pthread_key_create turn_key_create
#define pthread_key_delete turn_key_delete
#define pthread_getspecific turn_getspecific
#define pthread_setspecific turn_setspecific
#define pthread_mutex_init turn_mutex_init
#define pthread_mutex_destroy turn_mutex_destroy
#define pthread_mutex_lock turn_mutex_lock
#define pthread_mutex_trylock turn_mutex_trylock
#define pthread_mutex_timedlock turn_mutex_timedlock
#define pthread_mutex_unlock turn_mutex_unlock
#define pthread_mutexattr_init turn_mutexattr_init
#define pthread_mutexattr_destroy turn_mutexattr_destroy
#define pthread_mutexattr_settype turn_mutexattr_settype
#define pthread_mutexattr_gettype turn_mutexattr_gettype
#define pthread_cond_init turn_cond_init
#define pthread_cond_destroy turn_cond_destroy
#define pthread_cond_wait turn_cond_wait
#define pthread_cond_timedwait turn_cond_timedwait
#define pthread_cond_signal turn_cond_signal
#define pthread_cond_broadcast turn_cond_broadcast
#define pthread_condattr_init turn_condattr_init
#define pthread_condattr_destroy turn_condattr_destroy
#define pthread_condattr_setclock turn_condattr_setclock
#define pthread_condattr_getclock turn_condattr_getclock
#define sched_yield turn_yield
#define clock_nanosleep turn_clock_nanosleep
#define nanosleep turn_nanosleep
#define usleep turn_usleep
#define sleep turn_sleep
#define clock_gettime turn_clock_gettime
#define getenv turn_getenv
#define abort turn_abort
#define exit turn_end
#define malloc turn_malloc
#define calloc turn_calloc
#define free turn_free
#define fprintf turn_fprintf
#define fputc turn_fputc
#endif
