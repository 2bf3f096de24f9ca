using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Endpoints;

/// <summary>Maps the endpoints that list the available filters and their values.</summary>
internal static class FilterEndpoints
{
    private const int MaxLimit = 100;
    private const int DefaultLimit = 25;

    private static readonly TimeSpan MaxDeadline = TimeSpan.FromSeconds(10);

    public static void MapFilters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/common/{service}/filters", ListAsync);
        routes.MapPost("/common/{service}/filters/data", ListValuesAsync);
    }

    private static async Task ListAsync(HttpContext context, string service, Filters filters, TimeProvider time)
    {
        if (EntityOf(service) is not { } entity)
        {
            await Errors.UnsupportedServiceAsync(context, service);
            return;
        }

        var (length, fault) = Deadline.Read(context.Request, MaxDeadline);
        if (fault is not null)
        {
            await Errors.InvalidAsync(context, [fault]);
            return;
        }

        using var deadline = new Deadline(length, time, context.RequestAborted);
        var found = await deadline.RunAsync(stop => filters.ListAsync(entity.Entity, stop));
        var items = found.Select(filter => new FilterItem(
            filter.Id, filter.Key, filter.Service, filter.FilterType, filter.DisplayName, filter.DirectDerived));
        await WriteAsync(context, new FilterList([.. items]), FilterJson.Default.FilterList);
    }

    private static async Task ListValuesAsync(HttpContext context, string service, Filters filters, TimeProvider time)
    {
        if (EntityOf(service) is not { } entity)
        {
            await Errors.UnsupportedServiceAsync(context, service);
            return;
        }

        var (request, faults) = await ReadAsync(context);
        var (length, fault) = Deadline.Read(context.Request, MaxDeadline);
        if (fault is not null)
        {
            faults.Add(fault);
        }

        if (faults.Count > 0)
        {
            await Errors.InvalidAsync(context, faults);
            return;
        }

        using var deadline = new Deadline(length, time, context.RequestAborted);
        var key = request.FilterKey ?? "";
        if (await deadline.RunAsync(stop => filters.FindAsync(entity.Entity, key, stop)) is not { } filter)
        {
            await Errors.UnknownFilterAsync(context, service, key);
            return;
        }

        var limit = request.Limit == 0 ? DefaultLimit : request.Limit;
        var offset = Math.Max(0, request.Page - 1L) * limit;
        var text = request.SearchText ?? "";
        var values = await deadline.RunAsync(stop => filters.ListValuesAsync(entity, filter, text, offset, limit, stop));
        await WriteAsync(context, new FilterValueList(values), FilterJson.Default.FilterValueList);
    }

    private static EntityFields? EntityOf(string service) =>
        new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies }
            .FirstOrDefault(entity => Filters.ServiceOf(entity.Entity) == service);

    private static async Task<(FilterDataRequest Request, List<VqlFault> Faults)> ReadAsync(HttpContext context)
    {
        FilterDataRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(
                context.Request.Body, FilterJson.Default.FilterDataRequest, context.RequestAborted);
        }
        catch (JsonException exception)
        {
            const string message = "cannot be read: the body must be JSON, {\"filter_key\": text, …}";
            return (new FilterDataRequest(), [new VqlFault(exception.Path ?? "$", message, VqlFaultCode.InvalidJson)]);
        }

        request ??= new FilterDataRequest();
        var faults = new List<VqlFault>();
        if (request.Limit is < 0 or > MaxLimit)
        {
            faults.Add(new VqlFault("$.limit", $"must be 0 to {MaxLimit}", VqlFaultCode.PageSizeExceeded));
        }

        if (request.Page < 0)
        {
            faults.Add(new VqlFault("$.page", "must be 0 or more", VqlFaultCode.PageOutOfRange));
        }

        return (request, faults);
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = Errors.Json;
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }
}

internal sealed record FilterDataRequest(string? FilterKey = null, string? SearchText = null, int Page = 0, int Limit = 0);

internal sealed record FilterList(IReadOnlyList<FilterItem> Data, bool Success = true);

internal sealed record FilterItem(
    long Id,
    string Key,
    string Service,
    string FilterType,
    string DisplayName,
    bool DirectDerived,
    bool Active = true,
    DateTimeOffset? DeletedAt = null);

internal sealed record FilterValueList(IReadOnlyList<FilterValue> Data, bool Success = true);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(FilterDataRequest))]
[JsonSerializable(typeof(FilterList))]
[JsonSerializable(typeof(FilterValueList))]
internal sealed partial class FilterJson : JsonSerializerContext;
