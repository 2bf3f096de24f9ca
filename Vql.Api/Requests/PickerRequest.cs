using System.Text;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Api.Requests;

/// <summary>A request for companies whose name or domain starts with a typed text.</summary>
/// <param name="Exact">The list of the companies with the typed words.</param>
/// <param name="Similar">The list that also contains companies with typing errors; null if the words are too short for them.</param>
internal sealed record PickerRequest(ListRequest Exact, ListRequest? Similar)
{
    private static readonly EntityFields Companies = FieldCatalogue.Companies;

    private static readonly IReadOnlyList<VqlOrder> Order = VqlOrder.Total([new VqlOrder("employees_count", Descending: true)]);

    private static readonly string[] DomainFields = ["website", "normalized_domain"];

    /// <summary>Reads a request; null if errors were added.</summary>
    public static PickerRequest? Read(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        var text = SuggestRequest.ReadText(query, faults);
        var limit = SuggestRequest.ReadLimit(query, faults);
        var where = ReadFilters(filters, query, faults, text is null ? null : Matching(text, isFuzzy: false));
        if (faults.Count > 0)
        {
            return null;
        }

        var exact = new ListRequest(Companies, where, Order, null, limit, null);
        return new PickerRequest(
            exact, text!.Tolerates(PrefixTolerance.Typos)
                ? exact with { Where = ReadFilters(filters, query, faults, Matching(text, isFuzzy: true)), Limit = limit * 2 }
                : null);
    }

    private static VqlWhere ReadFilters(
        EntityFilters filters, IQueryCollection query, List<ParameterFault> faults, VqlWhere? within) =>
        RequestReader.ReadFilters(filters, query, SuggestRequest.Controls, faults, within);

    // Each word must be the beginning of a word of the name, or the text must be the beginning of the domain.
    private static VqlWhere Matching(TypedText text, bool isFuzzy)
    {
        var name = Companies["name"];
        VqlWhere[] words =
        [
            .. text.Words.Where(word => word.EnumerateRunes().Any(Rune.IsLetterOrDigit)).Select(word => AnyOf(
            [
                Text(new TextMatch(name.Name, word, SearchType.Prefix)),
                Text(new TextMatch(Companies.FoldedOf(name)!.Name, word, SearchType.Prefix)),
                .. isFuzzy ? [Fuzzy(name.Name, word), Fuzzy(Companies.FoldedOf(name)!.Name, word)] : Array.Empty<VqlWhere>(),
            ])),
        ];
        var named = words is [var only] ? only : VqlWhere.Everything with { AllOf = words };
        var domain = NormalizedValue.Of(ValueNormalization.Domain, text.Text);
        return domain.Length == 0
            ? named
            : AnyOf([named, .. DomainFields.Select(field =>
                Text(new TextMatch(Companies.NormalizedOf(Companies[field]).Name, domain, SearchType.Prefix)))]);
    }

    private static VqlWhere Fuzzy(string field, string word) =>
        Text(new TextMatch(field, word, SearchType.Shuffle, Fuzzy: true) { FuzzyMinLength = TypedText.TypoMinLength });

    private static VqlWhere AnyOf(IReadOnlyList<VqlWhere> alternatives) => VqlWhere.Everything with { AnyOf = alternatives };

    private static VqlWhere Text(TextMatch match) =>
        VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([match], []) };
}
