using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Patterns;

/// <summary>A transition of an automaton for a range of code points.</summary>
internal readonly record struct PatternTransition(int Min, int Max, int To);

/// <summary>The error of a pattern that needs too many states.</summary>
/// <param name="limit">The work that was allowed.</param>
internal sealed class PatternTooComplexException(int limit)
    : Exception($"Determinizing the automaton of the pattern would require more than {limit} effort.");

/// <summary>A deterministic automaton over code points. Its first state is the initial one.</summary>
internal sealed class PatternAutomaton
{
    private const int MaxCodePoint = 0x10FFFF;

    private readonly List<List<PatternTransition>> _transitions = [];
    private readonly List<bool> _accepts = [];

    public int Count => _transitions.Count;

    /// <summary>The transitions of a state, in the order of their code points.</summary>
    public IReadOnlyList<PatternTransition> From(int state) => _transitions[state];

    /// <summary>Whether a text that ends at a state matches.</summary>
    public bool Accepts(int state) => _accepts[state];

    /// <summary>Adds a state.</summary>
    public int Add(bool accepts)
    {
        _transitions.Add([]);
        _accepts.Add(accepts);
        return _accepts.Count - 1;
    }

    /// <summary>Adds a transition. The transitions of a state are added in the order of their code points.</summary>
    public void Add(int from, int min, int max, int to) => _transitions[from].Add(new PatternTransition(min, max, to));

    /// <summary>Returns the automaton of the texts that this one does not match.</summary>
    public PatternAutomaton Complement()
    {
        var complement = new PatternAutomaton();
        for (var state = 0; state < Count; state++)
        {
            complement.Add(!_accepts[state]);
        }

        var rest = complement.Add(accepts: true);
        complement.Add(rest, 0, MaxCodePoint, rest);
        for (var state = 0; state < Count; state++)
        {
            var next = 0;
            foreach (var one in _transitions[state])
            {
                if (one.Min > next)
                {
                    complement.Add(state, next, one.Min - 1, rest);
                }

                complement.Add(state, one.Min, one.Max, one.To);
                next = one.Max + 1;
            }

            if (next <= MaxCodePoint)
            {
                complement.Add(state, next, MaxCodePoint, rest);
            }
        }

        return complement;
    }

    /// <summary>Returns the automaton of the texts that both automata match.</summary>
    /// <exception cref="PatternTooComplexException">It has too many states.</exception>
    public static PatternAutomaton Intersect(PatternAutomaton first, PatternAutomaton second, long maxStates)
    {
        var both = new PatternAutomaton();
        var known = new Dictionary<(int, int), int>();
        var open = new Queue<(int First, int Second, int Number)>();
        NumberOf(0, 0);
        while (open.TryDequeue(out var next))
        {
            foreach (var one in first._transitions[next.First])
            {
                foreach (var other in second._transitions[next.Second])
                {
                    var (min, max) = (Math.Max(one.Min, other.Min), Math.Min(one.Max, other.Max));
                    if (min <= max)
                    {
                        both.Add(next.Number, min, max, NumberOf(one.To, other.To));
                    }
                }
            }
        }

        return both;

        int NumberOf(int one, int other)
        {
            if (!known.TryGetValue((one, other), out var number))
            {
                known[(one, other)] = number = both.Count < maxStates
                    ? both.Add(first._accepts[one] && second._accepts[other])
                    : throw new PatternTooComplexException((int)maxStates);
                open.Enqueue((one, other, number));
            }

            return number;
        }
    }

    /// <summary>Returns the automaton as Lucene runs it.</summary>
    public Automaton ToLucene()
    {
        var states = Enumerable.Range(0, Count).Select(state => new State { Accept = _accepts[state] }).ToArray();
        for (var state = 0; state < Count; state++)
        {
            foreach (var one in _transitions[state])
            {
                states[state].AddTransition(new Transition(one.Min, one.Max, states[one.To]));
            }
        }

        var automaton = new Automaton(states[0]) { IsDeterministic = true };
        automaton.Reduce();
        automaton.RemoveDeadTransitions();
        return automaton;
    }
}
