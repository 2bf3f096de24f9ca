using System.Text;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine;

/// <summary>Lists the values of a field, from the search or from PostgreSQL.</summary>
internal sealed class ValueSearch(ConnectraClient connectra, ValueReader reader, SearchExecutor executor)
{
    // Values are ordered byte by byte, as in PostgreSQL.
    private static readonly Comparer<string> ByBytes =
        Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    /// <summary>Returns the values.</summary>
    public Task<SearchAnswer<IReadOnlyList<ValueCount>>> ListAsync(ValueList list, ValueQuery query, CancellationToken cancellationToken)
    {
        var entity = FieldCatalogue.For(list.Entity);
        var field = entity[list.Fields[0]];
        var counted = new VqlQuery { Where = query.Where, Facets = [new VqlFacet(field.Name, VqlFacet.MaxSize)] };

        // The index contains words of texts instead of their values, and it has no joined values.
        var isIndexed = list.Form == ValueForm.Whole && field.Kind == FieldKind.Keyword && (query.Separated || !list.IsArray);
        return executor.ExecuteAsync(
            new SearchCall<IReadOnlyList<ValueCount>>(
                list.Entity, "values", counted,
                async token => isIndexed
                    ? Select(field, query, await connectra.CountFacetsAsync(entity, counted, token))
                    : new SearchOutcome<IReadOnlyList<ValueCount>>.NotAnswered(FallbackReason.Unsupported),
                token => reader.ListAsync(list, query, token),
                values => [.. values.Select(value => $"{value.Value} {value.Count}")],
                values => values.Count),
            cancellationToken);
    }

    // A field with more values than a facet can have is not listed completely.
    private static SearchOutcome<IReadOnlyList<ValueCount>> Select(
        Field field, ValueQuery query, SearchOutcome<IReadOnlyList<FacetCounts>> outcome) =>
        outcome is SearchOutcome<IReadOnlyList<FacetCounts>>.Answered([{ Values.Count: >= VqlFacet.MaxSize }])
            ? new SearchOutcome<IReadOnlyList<ValueCount>>.NotAnswered(FallbackReason.Unsupported)
            : outcome.Select(IReadOnlyList<ValueCount> (facets) => [.. Select(field, query, facets[0].Values)]);

    private static IEnumerable<ValueCount> Select(Field field, ValueQuery query, IReadOnlyList<FacetCount> counts)
    {
        var search = CsvValue.LowerCase(query.Search);
        var found = counts.Where(count => count.Value.Trim(' ').Length > 0 && count.Value != ValueReader.Placeholder
            && CsvValue.LowerCase(count.Value).Contains(search, StringComparison.Ordinal));
        var values = query.IsDistinct && ValueReader.HasSpellings(field)
            ? found.GroupBy(count => NormalizedValue.Of(ValueNormalization.Label, count.Value)).Select(MostCommon)
            : found.Select(count => new ValueCount(count.Value, count.Count));
        var ordered = query.Descending
            ? values.OrderByDescending(value => value.Value, ByBytes)
            : values.OrderBy(value => value.Value, ByBytes);
        var listed = query.IsDistinct
            ? ordered
            : ordered.SelectMany(value => Enumerable.Repeat(value with { Count = 1 }, (int)value.Count));
        return listed.Skip((int)query.Offset).Take(query.Limit is { } limit ? (int)limit : int.MaxValue);
    }

    private static ValueCount MostCommon(IEnumerable<FacetCount> spellings)
    {
        FacetCount[] all = [.. spellings.OrderByDescending(spelling => spelling.Count).ThenBy(spelling => spelling.Value, ByBytes)];
        return new ValueCount(all[0].Value, all.Sum(spelling => spelling.Count));
    }
}
