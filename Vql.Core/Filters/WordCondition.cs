using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Creates the conditions on the words of a text field: as written, without accents, with symbols, and by synonyms.</summary>
internal sealed class WordCondition(EntityFields fields, FilterParameter filter, WordMatchOptions options)
{
    /// <summary>Returns alternative conditions. At least one of the texts must match.</summary>
    public IEnumerable<VqlWhere> AlternativesOf(Field field, IReadOnlyList<string> texts)
    {
        IReadOnlyList<string> all = options.SynonymsOf(field) is { } synonyms
            ? [.. texts.SelectMany(synonyms.Expand).Distinct(StringComparer.OrdinalIgnoreCase)]
            : texts;
        return fields.SymbolsOf(field) is { } symbols ? WithSymbols(field, symbols, all) : Folded(field, all);
    }

    private IEnumerable<VqlWhere> WithSymbols(Field field, Field symbols, IReadOnlyList<string> texts)
    {
        var byWords = texts.ToLookup(SymbolRules.Classify);

        // In a text with symbols, "C" matches only as a separate word, not as a part of "C++".
        return
        [
            .. Folded(field, [.. byWords[SymbolWords.None]]),
            .. Folded(field, [.. byWords[SymbolWords.Possible]]).Select(where => where with { Missing = [symbols.Name] }),
            .. byWords[SymbolWords.Possible].Concat(byWords[SymbolWords.Some]).ToList() is { Count: > 0 } symbolTexts
                ? [Texts(symbols, symbolTexts)]
                : Array.Empty<VqlWhere>(),
        ];
    }

    // The separate field contains the texts with accents, without them. Accents in the query never count, because a text without
    // them has no such field.
    private IEnumerable<VqlWhere> Folded(Field field, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            yield break;
        }

        // Only PostgreSQL compares whole titles, and no index serves them without accents.
        if (options.Type == SearchType.SameWords || fields.FoldedOf(field) is not { } folded)
        {
            yield return Texts(field, texts);
            yield break;
        }

        IReadOnlyList<string> foldedTexts = [.. texts.Select(Fold).Distinct(StringComparer.OrdinalIgnoreCase)];
        yield return Texts(field, foldedTexts);
        yield return Texts(folded, foldedTexts);
    }

    private static string Fold(string text) =>
        NormalizedValue.Of(ValueNormalization.Label, text) is var folded && folded == NormalizedValue.LowerCase(text) ? text : folded;

    private VqlWhere Texts(Field field, IReadOnlyList<string> texts)
    {
        // Web addresses are not matched fuzzily unless a modifier is specified.
        var isFuzzy = options.Fuzzy && (options.IsExplicit || filter.Kind != FilterKind.Website);
        return VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>(
                [.. texts.Select(text => new TextMatch(field.Name, text, options.Type, isFuzzy) { FuzzyMinLength = MinLength(isFuzzy) })],
                []),
        };
    }

    private int MinLength(bool isFuzzy) => isFuzzy ? options.MinLength : TextMatch.DefaultFuzzyMinLength;
}
