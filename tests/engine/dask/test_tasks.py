"""Items go into tasks: as many as a task is worth, and none is waited for in vain."""

from itertools import count

from lossctl.engine.dask.task_size import LEAST, Tasks


def always() -> bool:
    return True


def sizes(tasks: Tasks, number: int) -> list[int]:
    return [len(task) for task in tasks.take(number, wait=True)]


def test_all_items_come_in_their_order() -> None:
    tasks = Tasks(range(9), 4, always)
    assert tasks.take(2, wait=True) == [(0,), (1,)]
    tasks.see([(0,), (1,)], 0, 1)
    assert tasks.take(9, wait=True) == [(2, 3, 4, 5), (6, 7, 8)]
    assert tasks.take(9, wait=True) == []


def test_tasks_are_as_long_as_is_worth_their_way() -> None:
    tasks = Tasks(count(), 1000, always)
    for seconds, expected in ((LEAST / 20, 20), (LEAST / 7, 7), (0.0, 1000), (3 * LEAST, 1)):
        tasks.see([(0,)], seconds, threads=1)
        assert sizes(tasks, 3) == [expected] * 3


def test_the_more_threads_the_longer_the_tasks() -> None:
    def size(threads: int) -> int:
        tasks = Tasks(count(), 100_000, always)
        tasks.see([(0, 1), (2,)], 3 / 256, threads)
        return sizes(tasks, 1)[0]

    assert size(1) < size(100) < size(1000)
    assert size(2000) == 2 * size(1000)


def test_only_the_first_item_is_waited_for_and_that_only_where_it_is_asked() -> None:
    there = [False]
    tasks = Tasks(count(), 1, lambda: there[0])
    assert tasks.take(5, wait=False) == []
    assert tasks.take(5, wait=True) == [(0,)]
    there[0] = True
    assert tasks.take(3, wait=False) == [(1,), (2,), (3,)]
