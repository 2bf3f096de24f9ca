using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http;

/// <summary>Provides the filters with which requests are read.</summary>
internal static class RequestFilters
{
    /// <summary>Returns the filters of an entity, with the synonyms of the deployment.</summary>
    public static EntityFilters FiltersOf(this HttpContext context, Entity entity) =>
        context.RequestServices.GetRequiredService<FilterSet>().For(entity);
}
