using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Patterns;

namespace Vql.SearchNode.Aggregations;

/// <summary>The values that <c>include</c> and <c>exclude</c> of a <c>terms</c> aggregation select.</summary>
internal sealed class TermSelection
{
    // The default of the setting index.max_regex_length.
    private const int MaxPatternLength = 1_000;

    private readonly Automaton? _pattern;
    private readonly Func<string, bool>? _includes;
    private readonly Func<string, bool>? _excludes;

    private TermSelection(JsonElement include, JsonElement exclude)
    {
        _pattern = PatternOf(include, "include");
        _includes = _pattern is null ? SetOf(include) : new CharacterRunAutomaton(_pattern).Run;
        _excludes = PatternOf(exclude, "exclude") is { } excluded ? new CharacterRunAutomaton(excluded).Run : SetOf(exclude);
    }

    public static TermSelection Read(JsonElement include, JsonElement exclude) => new(include, exclude);

    /// <summary>Returns whether a value is selected.</summary>
    public bool Contains(string text) => _includes?.Invoke(text) != false && _excludes?.Invoke(text) != true;

    /// <summary>Returns the terms that match the pattern of <c>include</c>, or all terms.</summary>
    public TermsEnum TermsOf(Terms terms) =>
        _pattern is null ? terms.GetEnumerator() : new CompiledAutomaton(_pattern).GetTermsEnum(terms);

    private static Func<string, bool>? SetOf(JsonElement values) => values.ValueKind == JsonValueKind.Array
        ? values.EnumerateArray().Select(JsonText.ScalarOf).ToHashSet().Contains
        : null;

    // A pattern applies to the whole value.
    private static Automaton? PatternOf(JsonElement value, string name)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Array)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= MaxPatternLength } pattern)
        {
            throw NodeException.IllegalArgument(
                $"[{name}] of [terms] must be a list or a pattern of at most {MaxPatternLength} characters on this node");
        }

        try
        {
            return RegularExpression.Parse(pattern);
        }
        catch (Exception exception) when (exception is FormatException or PatternTooComplexException)
        {
            throw NodeException.IllegalArgument($"[{name}] of [terms]: {exception.Message}");
        }
    }
}
