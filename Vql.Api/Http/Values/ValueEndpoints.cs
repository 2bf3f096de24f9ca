using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Values;

/// <summary>The values of fields, to suggest values of filters.</summary>
internal static class ValueEndpoints
{
    private const string ExactCompany = "company";

    private const string DistinctParameter = "distinct";
    private const string CountsParameter = "counts";
    private const string SeparatedParameter = "separated";

    // Values have one order; name is its name in the original API.
    private static readonly string[] Orders = ["value", "-value", "name", "-name"];

    private static readonly string[] Controls =
    [
        "search", DistinctParameter, "limit", "offset", "ordering", CountsParameter, SeparatedParameter, .. FreshnessRequirement.Parameters,
    ];

    public static void MapValues(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        foreach (var list in ValueLists.OfContacts)
        {
            api.MapGet($"/contacts/{list.Name}/", (HttpContext context, ValueSearch values, CancellationToken cancellationToken) =>
                    ListAsync(context, list, values, within: null, isPaged: true, cancellationToken))
                .WithName($"ListContact_{list.Name.Replace('/', '_')}").WithTags("contacts")
                .DescribeValues(list, list.IsOfAllCompanies ? "of all companies" : "of contacts")
                .Produces<ValuePage>().ProducesValidationProblem();
        }

        foreach (var list in ValueLists.OfCompanies)
        {
            api.MapGet($"/companies/{list.Name}/", (HttpContext context, ValueSearch values, CancellationToken cancellationToken) =>
                    ListAsync(context, list, values, within: null, isPaged: false, cancellationToken))
                .WithName($"ListCompany_{list.Name}").WithTags("companies").DescribeValues(list, "of companies")
                .Produces<IReadOnlyList<string>>().MayProduce<IReadOnlyList<ValueCount>>().ProducesValidationProblem();
        }
    }

    /// <summary>Returns values.</summary>
    /// <param name="context">The HTTP context.</param>
    /// <param name="list">The list of values.</param>
    /// <param name="values">Reads the values.</param>
    /// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
    /// <param name="isPaged">Whether the response is a page with links; defaultValue it is an array.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public static async Task<IResult> ListAsync(
        HttpContext context, ValueList list, ValueSearch values, VqlWhere? within, bool isPaged, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (Read(context, list, within, faults) is not { } query)
        {
            return Problems.Of(faults);
        }

        if (context.Charge(FieldCatalogue.For(list.IsOfAllCompanies ? Entity.Company : list.Entity), query.Where) is { } problem)
        {
            return problem;
        }

        if ((await values.ListAsync(list, query, cancellationToken)).Value is not { } read)
        {
            return Problems.NoEngine();
        }

        var isCounted = ReadFlag(context.Request.Query, CountsParameter, defaultValue: false, faults);
        IReadOnlyList<string> found = [.. read.Select(value => value.Value)];
        return isPaged ? TypedResults.Json(ToPage(context.Request, query, found, isCounted ? read : null), ApiJson.Readable.ValuePage)
            : isCounted ? TypedResults.Json(read, ApiJson.Readable.IReadOnlyListValueCount)
            : TypedResults.Json(found, ApiJson.Readable.IReadOnlyListString);
    }

    /// <summary>Describes a route that returns values.</summary>
    /// <param name="route">The route.</param>
    /// <param name="list">The list of values.</param>
    /// <param name="whose">The rows in the summary.</param>
    public static RouteHandlerBuilder DescribeValues(this RouteHandlerBuilder route, ValueList list, string whose)
    {
        var summary = $"Lists values {whose}: {list.Name.Replace('_', ' ')}.";
        return (list.IsOfAllCompanies
            ? route.WithSummary($"{summary} Filters other than {ExactCompany} have no effect.")
                .Takes(_ => [DescribeCompany()]).TakesFreshness()
            : route.Describe(list.Entity, summary, paged: false)).Takes(_ => DescribeParameters());
    }

    private static ParameterDescription DescribeCompany() =>
        new(ExactCompany, "Exact names of companies.", Schemas.List(Schemas.Text()), new JsonArray("Example Labs"))
        {
            Component = "values.company",
        };

    private static IEnumerable<ParameterDescription> DescribeParameters()
    {
        ParameterDescription[] parameters =
        [
            new("search", "A text that the values contain, ignoring case.", Schemas.Text(), "eng"),
            new(DistinctParameter, "Whether each value is returned once.", Schemas.Flag(), true),
            new(CountsParameter, "Whether each value is returned once with its number of rows.", Schemas.Flag(), true),
            new(SeparatedParameter, "false: the list of a row is one value, joined by commas. Default: true.", Schemas.Flag(), true),
            new("ordering", "The order. Prefix - for descending order.", Schemas.Choice(Orders), "value"),
            new("limit", "Maximum number of values to return. Default: all.", Schemas.Integer(1), 100),
            new("offset", "Number of values to skip.", Schemas.Integer(0), 0),
        ];
        return parameters.Select(parameter => parameter with { Component = $"values.{parameter.Name}" });
    }

    private static ValueQuery? Read(HttpContext context, ValueList list, VqlWhere? within, List<ParameterFault> faults)
    {
        var parameters = context.Request.Query;
        var filters = context.FiltersOf(list.IsOfAllCompanies ? Entity.Contact : list.Entity);
        var where = RequestReader.ReadFilters(filters, parameters, Controls, faults, within);
        if (list.IsOfAllCompanies)
        {
            where = OfCompanies(parameters);
        }

        var limit = RequestReader.ReadNumber(parameters, "limit", 1, faults);
        var offset = RequestReader.ReadNumber(parameters, "offset", 0, faults);
        var ordering = RequestReader.Last(parameters, "ordering") ?? "value";
        if (!Orders.Contains(ordering))
        {
            faults.Add(new ParameterFault("ordering", $"must be value or -value, not \"{ordering}\""));
        }

        var separated = ReadFlag(parameters, SeparatedParameter, defaultValue: true, faults) || !list.IsArray;
        var isDistinct = ReadFlag(parameters, DistinctParameter, defaultValue: false, faults)
            | ReadFlag(parameters, CountsParameter, defaultValue: false, faults);
        return faults.Count > 0
            ? null
            : new ValueQuery(
                where, RequestReader.Last(parameters, "search")?.Trim() ?? "", isDistinct || (list.IsArray && separated),
                ordering[0] == '-', separated, offset ?? 0, limit);
    }

    // The original API has only this filter here: exact names, repeated or separated by commas.
    private static VqlWhere OfCompanies(IQueryCollection parameters)
    {
        string[] names = [.. RequestReader.ReadNames(parameters, ExactCompany)];
        return names.Length == 0
            ? VqlWhere.Everything
            : VqlWhere.Everything with { AnyOf = [.. names.Select(Named)] };

        static VqlWhere Named(string name) => VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([new TextMatch("name", name, SearchType.Exact)], []),
        };
    }

    private static bool ReadFlag(IQueryCollection parameters, string name, bool defaultValue, List<ParameterFault> faults) =>
        RequestReader.Last(parameters, name) is { } text ? FlagText.Read(name, text, faults) : defaultValue;

    private static ValuePage ToPage(HttpRequest request, ValueQuery query, IReadOnlyList<string> found, IReadOnlyList<ValueCount>? counts)
    {
        var next = query.Limit is { } limit && found.Count == limit ? Link(request, query.Offset + limit) : null;
        var previous = query.Offset > 0 && query.Limit is { } back ? Link(request, Math.Max(query.Offset - back, 0)) : null;
        return new ValuePage(next, previous, found, counts);
    }

    private static string Link(HttpRequest request, long offset)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "offset")) { { "offset", $"{offset}" } };
        return PublicAddress.Link(request, query.ToQueryString());
    }
}
