using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Queries for documents that contain as many of several terms as a field of the document says.</summary>
internal static class TermsSetQueries
{
    public static Query Read(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("terms_set", body, "terms", "minimum_should_match_field", "minimum_should_match");
        if (clause.Option("terms") is not { ValueKind: JsonValueKind.Array } terms)
        {
            throw NodeException.Parsing("No [terms] for [terms_set]");
        }

        var any = new BooleanQuery(disableCoord: true);
        foreach (var term in terms.EnumerateArray())
        {
            var single = new Dictionary<string, JsonElement> { [clause.Field] = term };
            any.Add(TermQueries.Term(reader, JsonSerializer.SerializeToElement(single)), Occur.SHOULD);
        }

        if (clause.Text("minimum_should_match") is { } minimum)
        {
            return BoolQueries.WithMinimum(any, minimum);
        }

        return clause.Text("minimum_should_match_field") is not { } field
            ? throw NodeException.IllegalArgument("No minimum should match has been specified")
            : reader.Mapping.Find(field) is { Type: FieldType.Long }
                ? QueryReader.Filtered(any, new ConstantScoreQuery(new Covered([.. any.Clauses.Select(one => one.Query)], field)))
            : throw NodeException.OfQuery($"failed to find minimum_should_match field [{field}]");
    }

    /// <summary>Documents that match at least as many queries as their field says.</summary>
    private sealed class Covered(List<Query> queries, string field) : Filter
    {
        public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
        {
            var reader = context.AtomicReader;
            var (minimum, known) = (reader.GetNumericDocValues(field), reader.GetDocsWithField(field));
            if (minimum is null)
            {
                return null!;
            }

            var counts = new Dictionary<int, int>();
            var searcher = new IndexSearcher(reader);
            foreach (var scorer in queries.Select(query =>
                searcher.CreateNormalizedWeight(query).GetScorer(reader.AtomicContext, acceptDocs)))
            {
                while (scorer is not null && scorer.NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
                {
                    counts[scorer.DocID] = counts.GetValueOrDefault(scorer.DocID) + 1;
                }
            }

            var found = new FixedBitSet(reader.MaxDoc);
            foreach (var (document, count) in counts)
            {
                // Zero and negative numbers mean one.
                if (known.Get(document) && count >= Math.Max(1, minimum.Get(document)))
                {
                    found.Set(document);
                }
            }

            return found;
        }
    }
}
