using Vql.Core.Fields;

namespace Vql.Api.Access;

/// <summary>Requires the write key of a collection.</summary>
internal static class WriteKeyFilter
{
    /// <summary>Requires the write key of an entity's collection.</summary>
    public static TBuilder RequireWriteKey<TBuilder>(this TBuilder routes, Entity entity)
        where TBuilder : IEndpointConventionBuilder
    {
        var (header, setting) = Of(entity);
        return routes.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var access = context.RequestServices.GetRequiredService<AccessOptions>();
            var isAllowed = access.WriteKeys.TryGetValue(setting, out var key)
                ? key.Matches(context.Request.Headers[header].ToString())
                : access.IsAuthenticationDisabled;
            return isAllowed ? await next(invocation) : AccessProblems.Forbidden();
        });
    }

    private static (string Header, string Setting) Of(Entity entity) => entity == Entity.Contact
        ? ("X-Contacts-Write-Key", AccessOptions.ContactsWriteKey)
        : ("X-Companies-Write-Key", AccessOptions.CompaniesWriteKey);
}
