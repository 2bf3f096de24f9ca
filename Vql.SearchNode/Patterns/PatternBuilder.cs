namespace Vql.SearchNode.Patterns;

/// <summary>A part of a pattern: the states at which its matches begin and end.</summary>
internal readonly record struct PatternPart(int Start, int End);

/// <summary>
/// Builds patterns as nondeterministic automata over code points. The number of states, and the work to make them deterministic, are
/// bounded. Lucene 4.8 has no such bound, so that a short pattern could take all memory.
/// </summary>
/// <param name="limit">The maximum work, as in <c>max_determinized_states</c> of Elasticsearch.</param>
internal sealed class PatternBuilder(int limit)
{
    /// <summary>The work that Elasticsearch allows by default.</summary>
    public const int DefaultLimit = 10_000;

    private const int MaxCodePoint = 0x10FFFF;
    private const int WorkOfLimit = 10;
    private const int MinLimit = 1_000;

    private readonly List<List<PatternTransition>> _transitions = [];
    private readonly List<List<int>> _epsilons = [];
    private long _work;

    /// <summary>The number of states, with which <see cref="Repeat"/> knows the states of a part.</summary>
    public int Count => _transitions.Count;

    // Elasticsearch does no work for patterns that are deterministic already, so that small limits do not reject them.
    private long MaxWork => (long)Math.Max(limit, MinLimit) * WorkOfLimit;

    /// <summary>Matches one code point of a range.</summary>
    public PatternPart Range(int min, int max)
    {
        var part = Nothing();
        if (min <= max)
        {
            _transitions[part.Start].Add(new PatternTransition(min, max, part.End));
        }

        return part;
    }

    /// <summary>Matches any code point.</summary>
    public PatternPart AnyCharacter() => Range(0, MaxCodePoint);

    /// <summary>Matches no text.</summary>
    public PatternPart Nothing() => new(Add(), Add());

    /// <summary>Matches the empty text.</summary>
    public PatternPart Empty()
    {
        var part = Nothing();
        _epsilons[part.Start].Add(part.End);
        return part;
    }

    /// <summary>Matches any text.</summary>
    public PatternPart AnyText() => Star(AnyCharacter());

    /// <summary>Matches a code point, in any case if it is an ASCII letter and case is ignored.</summary>
    public PatternPart Character(int rune, bool ignoresCase)
    {
        var part = Range(rune, rune);
        if (ignoresCase && rune <= char.MaxValue && char.IsAsciiLetter((char)rune))
        {
            _transitions[part.Start].Add(new PatternTransition(rune ^ ' ', rune ^ ' ', part.End));
        }

        return part;
    }

    public PatternPart Concat(PatternPart first, PatternPart second)
    {
        _epsilons[first.End].Add(second.Start);
        return new PatternPart(first.Start, second.End);
    }

    public PatternPart Union(PatternPart first, PatternPart second)
    {
        var part = Nothing();
        _epsilons[part.Start].AddRange([first.Start, second.Start]);
        _epsilons[first.End].Add(part.End);
        _epsilons[second.End].Add(part.End);
        return part;
    }

    /// <summary>Matches a part or the empty text.</summary>
    public PatternPart Optional(PatternPart part) => Union(part, Empty());

    /// <summary>Matches a part any number of times.</summary>
    public PatternPart Star(PatternPart part)
    {
        var all = Empty();
        _epsilons[all.Start].Add(part.Start);
        _epsilons[part.End].Add(part.Start);
        _epsilons[part.End].Add(all.End);
        return all;
    }

    /// <summary>Matches a part several times.</summary>
    /// <param name="part">The part.</param>
    /// <param name="first">The first state of the part. All later states belong to it.</param>
    /// <param name="min">The minimum number.</param>
    /// <param name="max">The maximum number. Null for no maximum.</param>
    /// <exception cref="PatternTooComplexException">There are too many states.</exception>
    public PatternPart Repeat(PatternPart part, int first, int min, int? max)
    {
        var end = Count;
        var all = Empty();
        for (var number = 0; number < min; number++)
        {
            all = Concat(all, Copy(part, first, end));
        }

        if (max is not { } limited)
        {
            return Concat(all, Star(part));
        }

        var optional = Empty();
        for (var number = min; number < limited; number++)
        {
            optional = Optional(Concat(Copy(part, first, end), optional));
        }

        return Concat(all, optional);
    }

    /// <summary>Matches the texts that a part does not match.</summary>
    /// <exception cref="PatternTooComplexException">The part is too complex.</exception>
    public PatternPart Complement(PatternPart part) => Embed(Determinize(part).Complement());

    /// <summary>Matches the texts that both parts match.</summary>
    /// <exception cref="PatternTooComplexException">The parts are too complex.</exception>
    public PatternPart Intersect(PatternPart first, PatternPart second)
    {
        var both = PatternAutomaton.Intersect(Determinize(first), Determinize(second), MaxWork);
        return Embed(both);
    }

    /// <summary>Returns the deterministic automaton of a part.</summary>
    /// <exception cref="PatternTooComplexException">The part is too complex.</exception>
    public PatternAutomaton Determinize(PatternPart part)
    {
        var automaton = new PatternAutomaton();
        var known = new Dictionary<StateSet, int>();
        var open = new Queue<(StateSet States, int Number)>();
        NumberOf(Reachable([part.Start]));
        while (open.TryDequeue(out var next))
        {
            List<PatternTransition> leaving = [.. next.States.States.SelectMany(state => _transitions[state])];
            List<int> points = [.. leaving.SelectMany(one => (int[])[one.Min, one.Max + 1]).Distinct().Order()];
            for (var index = 0; index + 1 < points.Count; index++)
            {
                var (min, max) = (points[index], points[index + 1] - 1);
                List<int> targets = [.. leaving.Where(one => one.Min <= min && one.Max >= max).Select(one => one.To)];
                if (targets.Count > 0)
                {
                    automaton.Add(next.Number, min, max, NumberOf(Reachable(targets)));
                }
            }
        }

        return automaton;

        // States with only empty transitions count for nothing. Lucene has none, and its limit counts states.
        StateSet Reachable(List<int> states) =>
            new([.. Closure(states).Where(state => _transitions[state].Count > 0 || state == part.End)]);

        int NumberOf(StateSet states)
        {
            if (!known.TryGetValue(states, out var number))
            {
                Spend(states.States.Length);
                known[states] = number = automaton.Add(states.States.Contains(part.End));
                open.Enqueue((states, number));
            }

            return number;
        }
    }

    private void Spend(long work)
    {
        if ((_work += work) > MaxWork)
        {
            throw new PatternTooComplexException(limit);
        }
    }

    private int Add()
    {
        Spend(1);
        _transitions.Add([]);
        _epsilons.Add([]);
        return _transitions.Count - 1;
    }

    private PatternPart Copy(PatternPart part, int first, int end)
    {
        var shift = Count - first;
        for (var state = first; state < end; state++)
        {
            Add();
            _transitions[^1].AddRange(_transitions[state].Select(one => one with { To = one.To + shift }));
            // What was added to the end of the part after it was built leads to other parts.
            _epsilons[^1].AddRange(_epsilons[state].Where(to => to >= first && to < end).Select(to => to + shift));
        }

        return new PatternPart(part.Start + shift, part.End + shift);
    }

    private PatternPart Embed(PatternAutomaton automaton)
    {
        var (end, first) = (Add(), Count);
        for (var state = 0; state < automaton.Count; state++)
        {
            Add();
            _transitions[^1].AddRange(automaton.From(state).Select(one => one with { To = one.To + first }));
            if (automaton.Accepts(state))
            {
                _epsilons[^1].Add(end);
            }
        }

        return new PatternPart(first, end);
    }

    private SortedSet<int> Closure(List<int> states)
    {
        var closure = new SortedSet<int>();
        var open = new Stack<int>(states);
        while (open.TryPop(out var state))
        {
            if (closure.Add(state))
            {
                _epsilons[state].ForEach(open.Push);
            }
        }

        return closure;
    }

    private readonly struct StateSet(int[] states) : IEquatable<StateSet>
    {
        public int[] States => states;

        public bool Equals(StateSet other) => states.AsSpan().SequenceEqual(other.States);

        public override bool Equals(object? obj) => obj is StateSet other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(states.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
